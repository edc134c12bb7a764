package funders

// What has been published about the colleges of England, to read one's own
// figures beside. Half of the colleges lie between the two quartiles.

// Source is where the published figures are from.
const Source = "Hayes and others (2023), Recovery Colleges in England (RECOLLECT), Social Psychiatry and Psychiatric Epidemiology, doi 10.1007/s00127-023-02452-w"

// SourceLink leads to it.
const SourceLink = "https://doi.org/10.1007/s00127-023-02452-w"

// Published is a figure of the colleges of England.
type Published struct{ Median, Low, High string }

// Words are the figure as people read it.
func (p Published) Words() string {
	return p.Median + " (half of the colleges: " + p.Low + " to " + p.High + ")"
}

// The published figures.
var (
	perStudent = Published{"£518", "£275", "£840"}
	perRun     = Published{"£1,510", "£682", "£3,030"}
	perDesign  = Published{"£5,556", "£3,000", "£9,416"}
	// Fidelity is the total that the managers of 63 colleges gave.
	Fidelity = Published{"11", "9", "13"}
)
