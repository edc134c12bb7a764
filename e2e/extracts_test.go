package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// alder is the mapping of a record system, and its file with rows as they come.
const (
	alder = `source: Alder
files:
  - kind: contacts
    match: "appointments*"
    totals: [Total]
    columns:
      person: {from: [NHS Number, Client]}
      day: Date
      attendance: {from: Outcome, values: {Came: "5"}}
      team: Team
`
	appointments = "NHS Number,Client,Date,Outcome,Team\r\n943 476 5919,,03/05/2027,Came,Alder house\r\n9434765918,,03/05/2027,Came,Alder house\r\n,c2,31/04/2027,Came,\r\n" +
		"NHS Number,Client,Date,Outcome,Team\r\n,c3,2027-05-04,NULL,\r\n,c4,05/05/2027,Maybe,\r\nTotal,5\r\n"
)

// TestExtracts: the performance lead maps a dirty file, lets it be checked, puts
// rows right on a page and in a list, lets the rest count, and takes it all back.
func TestExtracts(t *testing.T) {
	need(t)
	b := open(t, demonstration(t).base)
	b.become("Performance, audit or survey lead")
	b.visit("/extracts")
	b.look()
	b.visit("/extracts/mappings")
	b.look()
	b.follow("Begin with an empty page")
	b.do(chromedp.SetValue(chromedp.CSS("#text"), "colour: blue\n"+alder))
	if status := b.follow("Keep as a new version"); status != 422 {
		t.Errorf("a mapping with a mistake: status %d, want 422", status)
	}
	b.says("main", "The mapping has no “colour”")
	b.summary()
	b.look()
	dir := t.TempDir()
	file := filepath.Join(dir, "appointments.csv")
	if err := os.WriteFile(file, []byte(appointments), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.SetValue(chromedp.CSS("#text"), alder))
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}))
	b.follow("Show how it would be read")
	b.says("main", "3 May 2027")
	b.look()
	b.do(chromedp.SetValue(chromedp.CSS("#text"), alder))
	b.follow("Keep as a new version")
	b.says("main", "Alder, version 1")
	b.look()

	b.visit("/extracts/new")
	b.look()
	source := ask[string](b, `[...document.querySelectorAll("input[name=source]")].find(e => e.labels[0].textContent.includes("Alder")).id`)
	b.do(chromedp.Click(chromedp.CSS("#" + source)))
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#files"), []string{file}))
	b.follow("Read and check")
	load := b.where()
	b.checked(load)
	b.says("main", "2 rows are right and do not count yet")
	b.look()
	b.follow("Put rows right")
	b.look()
	b.follow("Row 3")
	b.look()
	if status := b.follow("Keep the row as it is now"); status != 422 {
		t.Errorf("a row that is still wrong: status %d, want 422", status)
	}
	b.summary()
	b.look()
	b.write("#cell-0", "943 476 5919")
	b.follow("Keep the row as it is now")
	b.says("[role=alert]", "Row 3 is right now")
	b.follow("Send the list back")
	b.look()
	list := filepath.Join(dir, "to-put-right.csv")
	right := "NHS Number,Client,Date,Outcome,Team,Row of the file,What is wrong\n,c2,30/04/2027,Came,,4,\n,c4,05/05/2027,Maybe,,7,\n"
	if err := os.WriteFile(list, []byte(right), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{list}))
	b.follow("Read it again")
	b.says("main", "1 row is right now")
	b.look()
	b.visit(load + "/rows")
	b.follow("Row 7")
	b.follow("Leave this row out")
	b.visit(load)
	b.follow("Let exactly these rows count")
	b.says("main", "Counts")
	b.look()
	for _, page := range []string{"/extracts/quality", "/extracts/teams", "/extracts/forget", "/extracts"} {
		b.visit(page)
		b.look()
	}
	b.visit(load)
	b.follow("Undo this load")
	b.look()
	b.follow("Undo the load")
	b.says("[role=alert]", "Undone")
}

// checked waits for the job that reads the files of a load.
func (b *tab) checked(load string) {
	b.t.Helper()
	for until := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		b.visit(load + "?watch=no")
		if ask[bool](b, `document.querySelector("main [role=status]") === null`) {
			return
		}
		if time.Now().After(until) {
			b.t.Fatalf("%s was never read", load)
		}
	}
}
