package surveys

import (
	"net/http"

	"footbridge/internal/web"
)

// apiPage says in words what other systems may do.
type apiPage struct {
	web.Page
	Operations []shownOperation
}

type shownOperation struct {
	Name, Summary, About, Call, Example string
	Parameters                          []web.Fact
	Answers                             []shownAnswer
}

type shownAnswer struct {
	Status int
	Words  string
}

func (h handlers) apiPage(w http.ResponseWriter, r *http.Request) error {
	data := apiPage{Page: web.NewPage(w, r, "For other systems")}
	for _, op := range apiOperations() {
		data.Operations = append(data.Operations, op.shown(h.s.baseURL))
	}
	return web.Render(w, http.StatusOK, pages["api.html"], data)
}

func (op apiOperation) shown(server string) shownOperation {
	x := shownOperation{Name: op.name, Summary: op.summary, About: op.about, Call: op.method + " " + op.path, Example: "curl '" + server + op.path + "'"}
	if op.body != nil {
		x.Example = "curl -H 'Content-Type: " + typeFHIR + "' -d @answers.json '" + server + op.path + "?way=WAY'"
	}
	for _, p := range op.parameters {
		words := p.words
		if !p.required {
			words += " May be left out."
		}
		x.Parameters = append(x.Parameters, web.Fact{Key: p.name, Value: words})
	}
	for _, a := range op.answers {
		x.Answers = append(x.Answers, shownAnswer{a.status, a.words})
	}
	return x
}
