package courses

import (
	"slices"
	"strconv"
	"strings"
)

// Choice is one word of a fixed list, with what people call it.
type Choice struct{ Code, Label string }

// Strands are what courses are about.
var Strands = []Choice{
	{"understanding", "Understanding mental health"}, {"rebuilding", "Rebuilding your life"}, {"skills", "Skills for living well"},
	{"involved", "Getting involved"}, {"carers", "Families and friends"},
}

// Levels say what a course expects to be known.
var Levels = []Choice{{"introduction", "Introduction"}, {"going further", "Going further"}, {"leading", "Leading and teaching"}}

// Formats are how a course meets.
var Formats = []Choice{
	{"workshop", "Workshop"}, {"course", "Course of sessions"}, {"drop-in", "Drop-in"},
	{"talk", "Talk"}, {"online", "Online, live"}, {"self-paced", "At your own pace"},
}

// Audiences are the relations that a course may be meant for; none of them is
// everybody.
var Audiences = []Choice{
	{"uses services", "People who use, or have used, mental health services"}, {"carer", "People who support a family member or friend"},
	{"staff", "People who work or volunteer in health or care"}, {"public", "Anybody who lives, works or studies nearby"},
}

// Certificates are what a certificate is given for.
var Certificates = []Choice{{"sessions", "The sessions somebody came to"}, {"hours", "The hours somebody came for"}, {"none", "There is no certificate"}}

// Perspectives are from where somebody designs.
var Perspectives = []Choice{{"lived experience", "Lived experience"}, {"practitioner", "Practitioner"}, {"carer", "Family or friend"}, {"partner", "Partner organisation"}}

// Sights are who may see a piece of material.
var Sights = []Choice{{"everybody", "Everybody, in the prospectus"}, {"booked", "Students who are booked"}, {"trainers", "Trainers only"}}

// Label is what people call the code in one of the lists above.
func Label(from []Choice, code string) string {
	for _, c := range from {
		if c.Code == code {
			return c.Label
		}
	}
	return ""
}

func known(from []Choice, code string) bool {
	return slices.ContainsFunc(from, func(c Choice) bool { return c.Code == code })
}

// StrandLabel is what people call the strand.
func (v Version) StrandLabel() string { return Label(Strands, v.Strand) }

// LevelLabel is what people call the level.
func (v Version) LevelLabel() string { return Label(Levels, v.Level) }

// FormatLabel is what people call the format.
func (v Version) FormatLabel() string { return Label(Formats, v.Format) }

// CertificateLabel is what a certificate is given for.
func (v Version) CertificateLabel() string { return Label(Certificates, v.CertificateBy) }

// Audiences are the codes of whom the course is for; none is everybody.
func (v Version) Audiences() []string {
	if v.Audience == "" {
		return nil
	}
	return strings.Split(v.Audience, ",")
}

// AudienceLabels are whom the course is for, as people read it.
func (v Version) AudienceLabels() []string {
	out := []string{}
	for _, code := range v.Audiences() {
		out = append(out, Label(Audiences, code))
	}
	if len(out) == 0 {
		return []string{"Everybody"}
	}
	return out
}

// Open reports whether people of that relation, or of any when the course is for
// everybody, may come.
func (v Version) Open(relation string) bool {
	return v.Audience == "" || slices.Contains(v.Audiences(), relation)
}

// SightLabel is who may see the material.
func (m Material) SightLabel() string { return Label(Sights, m.Visible) }

// FileSizeWords is the size of the file as people read it.
func (m Material) FileSizeWords() string {
	if m.FileSize < 1<<20 {
		return strconv.Itoa(max(1, m.FileSize>>10)) + " KB"
	}
	return strconv.FormatFloat(float64(m.FileSize)/(1<<20), 'f', 1, 64) + " MB"
}

// PerspectiveLabel is the perspective as people read it.
func (e Ended) PerspectiveLabel() string { return Label(Perspectives, e.Perspective) }

// Writable reports whether the version is being written, so that its designers
// can agree it.
func (v Version) Writable() bool {
	return v.State == Drafting || v.State == Agreed || v.State == Piloted
}

// Unnamed reports whether the designer's name was taken off.
func (d Designer) Unnamed() bool { return d.Name == Unnamed }
