package mesoswatch

// Subjects are the last snapshots of all subjects of one kind, by name.
type Subjects = Shelf[Snapshot]
