package mesosapi

import "reflect"

// weigh is how many bytes a value holds beside itself: texts, and what slices,
// maps and pointers lead to. Texts that are shared are counted each time.
func weigh(v reflect.Value) int {
	n := 0
	switch v.Kind() {
	case reflect.String:
		return v.Len()
	case reflect.Pointer:
		if !v.IsNil() {
			n = int(v.Type().Elem().Size()) + weigh(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			n += weigh(v.Field(i))
		}
	case reflect.Slice:
		n = v.Len() * int(v.Type().Elem().Size())
		for i := range v.Len() {
			n += weigh(v.Index(i))
		}
	case reflect.Map:
		n = v.Len() * int(v.Type().Key().Size()+v.Type().Elem().Size())
		for it := v.MapRange(); it.Next(); {
			n += weigh(it.Key()) + weigh(it.Value())
		}
	}
	return n
}
