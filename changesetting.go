package mesoswatch

import "time"

// setting tells of what is configured: flags, settings of hosts, realms, quotas,
// maintenance, files.
func (d *differs) setting() {
	switch s := d.new; {
	case s.Flag != nil:
		d.flag()
	case s.Setting != nil:
		d.hostSetting()
	case s.Realm != nil:
		if d.old != nil && !s.Gone && d.old.Realm.Enforced != nil && s.Realm.Enforced != nil {
			d.realm(s.Realm.Name, s.Realm.Of, *d.old.Realm.Enforced, *s.Realm.Enforced)
		}
	case s.Role != nil:
		d.role()
	case s.Machine != nil:
		d.machine()
	case s.File != nil:
		if d.old != nil && !s.Gone {
			d.file()
		}
	}
}

func (d *differs) flag() {
	f := d.new.Flag
	of := "flag " + f.Name + " of " + f.Of
	switch {
	case d.new.Gone:
		d.value(ChangeConfiguration, of, d.old.Flag.Value, "")
	case d.old == nil:
		d.value(ChangeConfiguration, of, "", f.Value)
	default:
		d.value(ChangeConfiguration, of, d.old.Flag.Value, f.Value)
	}
}

func (d *differs) hostSetting() {
	s := d.new.Setting
	of := s.Of + " setting " + s.Name + " on " + s.Host
	if s.Pending {
		of += " (in force after a restart)"
	}
	switch {
	case d.new.Gone:
		d.value(ChangeConfiguration, of, d.old.Setting.Value, "")
	case d.old == nil:
		d.value(ChangeConfiguration, of, "", s.Value)
	case d.old.Setting.Value != s.Value:
		d.value(ChangeConfiguration, of, d.old.Setting.Value, s.Value)
	case d.old.Setting.Pending && !s.Pending:
		d.say(ChangeConfiguration, "setting in force", of, " is in force: ", quoted(s.Value))
	}
}

func (d *differs) role() {
	if d.old == nil || d.new.Gone {
		return
	}
	was, r := d.old.Role, d.new.Role
	if was.Weight != nil && r.Weight != nil {
		d.value(ChangeConfiguration, "weight of role "+r.Name, number(was.Weight), number(r.Weight))
	}
	if was.Quota != nil && r.Quota != nil {
		d.value(ChangeConfiguration, "quota of role "+r.Name, was.Guarantee.words(), r.Guarantee.words())
		d.value(ChangeConfiguration, "limit of role "+r.Name, was.Limit.words(), r.Limit.words())
	}
}

func (d *differs) machine() {
	m := d.new.Machine
	name := "maintenance of machine " + m.Hostname
	if m.IP != "" {
		name += " " + m.IP
	}
	was, is := "", m.Mode
	if d.old != nil {
		was = d.old.Machine.Mode
	}
	if d.new.Gone {
		is = ""
	}
	d.value(ChangeConfiguration, name, was, is)
}

// file tells of files that decide who may do what; logs and folders change all day.
func (d *differs) file() {
	was, f := d.old.File, d.new.File
	switch f.What {
	case "log", "log-dir", "work-dir", "backup":
		return
	}
	of := f.What + " file " + f.Path + " on " + f.Host
	stamp := func(f *File) string {
		if f.Missing || f.Modified.IsZero() {
			return ""
		}
		return f.Modified.UTC().Format(time.RFC3339)
	}
	switch {
	case f.Missing && !was.Missing:
		d.say(ChangeConfiguration, "file went", of, " went")
	case !f.Missing && was.Missing:
		d.say(ChangeConfiguration, "file came", of, " came")
	default:
		d.value(ChangeConfiguration, "time of "+of, stamp(was), stamp(f))
		d.value(ChangeConfiguration, "mode of "+of, was.Mode, f.Mode)
		d.value(ChangeConfiguration, "owner of "+of, was.Owner+" "+was.Group, f.Owner+" "+f.Group)
	}
}
