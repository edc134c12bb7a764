package indicators

import (
	"encoding/json"
	"time"

	"footbridge/internal/disclosure"
	"footbridge/internal/when"
)

// The parts of FHIR R4's MeasureReport that are used: one summary report of one
// month, in a bundle.
type (
	fhirBundle struct {
		ResourceType string      `json:"resourceType"`
		Type         string      `json:"type"`
		Timestamp    string      `json:"timestamp"`
		Entry        []fhirEntry `json:"entry"`
	}
	fhirEntry struct {
		Resource fhirReport `json:"resource"`
	}
	fhirReport struct {
		ResourceType        string      `json:"resourceType"`
		Status              string      `json:"status"`
		Type                string      `json:"type"`
		Measure             string      `json:"measure"`
		Reporter            fhirWords   `json:"reporter"`
		Period              fhirPeriod  `json:"period"`
		ImprovementNotation *fhirCode   `json:"improvementNotation,omitempty"`
		Group               []fhirGroup `json:"group"`
	}
	fhirWords struct {
		Display string `json:"display"`
	}
	fhirPeriod struct {
		Start string `json:"start"`
		End   string `json:"end"`
	}
	fhirCode struct {
		Coding []fhirCoding `json:"coding"`
	}
	fhirCoding struct {
		System string `json:"system"`
		Code   string `json:"code"`
	}
	fhirGroup struct {
		Population []fhirPopulation `json:"population"`
		Score      fhirScore        `json:"measureScore"`
	}
	fhirPopulation struct {
		Code      fhirCode   `json:"code"`
		Count     *int       `json:"count,omitempty"`
		Extension []fhirNone `json:"extension,omitempty"`
	}
	fhirScore struct {
		Value     *float64   `json:"value,omitempty"`
		Unit      string     `json:"unit,omitempty"`
		Extension []fhirNone `json:"extension,omitempty"`
	}
	fhirNone struct {
		URL  string `json:"url"`
		Code string `json:"valueCode"`
	}
)

// masked says that a number is there and is not shown.
var masked = []fhirNone{{"http://hl7.org/fhir/StructureDefinition/data-absent-reason", "masked"}}

// measureReport is a line's figures as MeasureReports of FHIR R4. What is hidden
// is masked.
func (l Line) measureReport(unit string, now time.Time) ([]byte, error) {
	b := fhirBundle{ResourceType: "Bundle", Type: "collection", Timestamp: now.UTC().Format(time.RFC3339), Entry: []fhirEntry{}}
	for _, f := range l.Figures {
		r := fhirReport{
			ResourceType: "MeasureReport", Status: "complete", Type: "summary", Measure: "urn:footbridge:measure:" + l.Indicator + "|" + number(float64(l.Version)),
			Reporter: fhirWords{unit}, Period: fhirPeriod{l.start(f.Month).First().ISO(), f.Month.Last().ISO()},
		}
		if l.Direction != Neutral {
			r.ImprovementNotation = &fhirCode{[]fhirCoding{{"http://terminology.hl7.org/CodeSystem/measure-improvement-notation", string(l.Direction)}}}
		}
		g := fhirGroup{Population: []fhirPopulation{population("numerator", f.Num)}, Score: fhirScore{Extension: masked}}
		if f.Den != "" {
			g.Population = append(g.Population, population("denominator", f.Den))
		}
		if f.Shown {
			g.Score = fhirScore{Value: &f.Value}
			if l.Shape == Share {
				g.Score.Unit = "%"
			}
		}
		r.Group = []fhirGroup{g}
		b.Entry = append(b.Entry, fhirEntry{r})
	}
	return json.MarshalIndent(b, "", " ")
}

// start is the first month of the period that ends with m.
func (d Definition) start(m when.Month) when.Month {
	switch d.Period {
	case "quarter":
		return m.Add(-2)
	case "rolling-12":
		return m.Add(-11)
	}
	return m
}

func population(code, count string) fhirPopulation {
	p := fhirPopulation{Code: fhirCode{[]fhirCoding{{"http://terminology.hl7.org/CodeSystem/measure-population", code}}}}
	var n int
	if count == disclosure.Mark || json.Unmarshal([]byte(count), &n) != nil {
		p.Extension = masked
		return p
	}
	p.Count = &n
	return p
}
