package questionnaires

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
)

// Ready is a questionnaire that comes with Footbridge, in our own words.
type Ready struct {
	Name string
	Form forms.Form
}

//go:embed ready/*.yaml
var readyFiles embed.FS

// readyNames are what comes with Footbridge, in the order in which it is offered.
var readyNames = []string{"admission-2007", "inpatient-experience", "community-experience", "hope-pulse-people", "hope-pulse-staff", "course-feedback"}

// ReadyOnes are the questionnaires that come with Footbridge.
func ReadyOnes() []Ready {
	out := make([]Ready, len(readyNames))
	for n, name := range readyNames {
		form, err := readReady(name)
		if err != nil {
			panic(err) // the file is part of the program
		}
		out[n] = Ready{name, form}
	}
	return out
}

func readReady(name string) (forms.Form, error) {
	text, err := readyFiles.ReadFile("ready/" + name + ".yaml")
	if err != nil {
		return forms.Form{}, err
	}
	form, _, err := forms.ReadYAML(text)
	if err != nil {
		return form, fmt.Errorf("the questionnaire %s: %w", name, err)
	}
	return form, nil
}

// AddReady puts a questionnaire that comes with Footbridge into the bank, with
// the licence that our own words need, and publishes it as version 1.
func (q *Questionnaires) AddReady(ctx context.Context, by actor.Actor, name string) (Questionnaire, error) {
	var added Questionnaire
	if err := mayEdit(by); err != nil {
		return added, err
	}
	form, about, err := readyForm(name)
	if err != nil {
		return added, err
	}
	return added, q.db.Tx(ctx, func(tx *db.DB) error {
		var err error
		if added, err = q.add(ctx, tx, by, Details{Name: name, Title: form.Title.Plain, About: about}, name); err != nil {
			return err
		}
		licence := Licence{Kind: "own", Holder: "Footbridge", Terms: "Written for Footbridge; use it and change it as you like.", FromDate: q.today()}
		if err := q.addLicence(ctx, tx, by, added, licence); err != nil {
			return err
		}
		draft, err := q.addDraft(ctx, tx, by, added, form)
		if err != nil {
			return err
		}
		return q.publish(ctx, tx, by, draft, added, Publishing{Changed: "As it comes with Footbridge."})
	})
}

// readyForm is the form of a questionnaire that comes with Footbridge, and what
// it is for.
func readyForm(name string) (forms.Form, string, error) {
	if slices.Contains(readyNames, name) {
		form, err := readReady(name)
		return form, form.Purpose, err
	}
	return forms.Form{}, "", fault.New(fault.Invalid, "No questionnaire of that name comes with Footbridge.")
}

// Asked is what a questionnaire of that name asks today: its newest published
// version, where the bank has one that may be shown, and otherwise the one that
// comes with Footbridge, a Version without an ID.
func (q *Questionnaires) Asked(ctx context.Context, tx *db.DB, orgID, name string) (Version, error) {
	of, err := q.ByName(ctx, tx, orgID, name)
	if err == nil {
		err = q.Licensed(ctx, tx, orgID, of.ID)
	}
	if err == nil {
		var v Version
		if v, err = q.Current(ctx, tx, orgID, of.ID); err == nil {
			return v, nil
		}
	}
	if fault.KindOf(err) == "" {
		return Version{}, err
	}
	form, _, err := readyForm(name)
	return Version{OrgID: orgID, Form: form}, err
}
