package follow

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
)

// SaveJSON writes v to a new file beside path, which then takes its name, so
// that a crash leaves the old content or the new. The folder is made if need be.
func SaveJSON(path string, v any) error {
	folder, name := filepath.Dir(path), filepath.Base(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, name+".*")
	if err != nil {
		return err
	}
	err = json.NewEncoder(f).Encode(v)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	if d, derr := os.Open(folder); derr == nil { // the rename itself
		d.Sync()
		d.Close()
	}
	return nil
}
