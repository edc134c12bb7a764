package extracts

import "footbridge/internal/fault"

// Number is the person of an identifier on a list that somebody brings: an NHS
// number, or a source's own. It is as the person's rows have it, unless the
// record system has merged them since.
func (x *Extracts) Number(orgID, source, identifier string) (int64, error) {
	n, err := x.vault.namer(orgID, source)
	if err != nil {
		return 0, err
	}
	person, ok := n.number(identifier, false)
	if !ok {
		return 0, fault.New(fault.Invalid, "The check digit of this NHS number is wrong.")
	}
	return person, nil
}
