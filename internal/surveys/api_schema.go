package surveys

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object that is made by hand.
type object = map[string]any

// resourceJSON is a resource that is JSON already.
type resourceJSON struct{ json.RawMessage }

// The kinds of JSON that are written elsewhere, each with a schema of its own.
type (
	questionnaireJSON resourceJSON // a FHIR R4 Questionnaire
	answersJSON       resourceJSON // a FHIR R4 QuestionnaireResponse
	publishedJSON     resourceJSON // [Published], as it was frozen
	documentJSON      resourceJSON // an OpenAPI document
)

// outcome is a FHIR OperationOutcome: what became of a request.
type outcome struct {
	ResourceType string  `json:"resourceType" const:"OperationOutcome"`
	Issue        []issue `json:"issue,omitempty"`
}

// issue is one thing that an outcome says. Expression is where: link IDs from the
// outside in, with a stroke between them.
type issue struct {
	Severity    string   `json:"severity"`
	Code        string   `json:"code"`
	Diagnostics string   `json:"diagnostics"`
	Expression  []string `json:"expression,omitempty"`
}

// bundle is a page of a list, as FHIR has it.
type bundle struct {
	ResourceType string        `json:"resourceType" const:"Bundle"`
	Type         string        `json:"type" const:"searchset"`
	Total        int           `json:"total"`
	Link         []bundleLink  `json:"link,omitempty"`
	Entry        []bundleEntry `json:"entry,omitempty"`
}

type bundleLink struct {
	Relation string `json:"relation"` // self, next or previous
	URL      string `json:"url"`
}

type bundleEntry struct {
	FullURL  string            `json:"fullUrl"`
	Resource questionnaireJSON `json:"resource"`
	Search   bundleSearch      `json:"search"`
}

type bundleSearch struct {
	Mode string `json:"mode" const:"match"`
}

// resultJSON is the published figures of a wave, with what proves that they are
// those that were published.
type resultJSON struct {
	Edition     int           `json:"edition"`
	PublishedAt time.Time     `json:"published_at"`
	Fingerprint string        `json:"fingerprint"` // SHA-256 of the figures, as they stand here
	Figures     publishedJSON `json:"figures"`
}

// schemas makes JSON Schema of Go types. Structs become components.
type schemas struct{ components object }

// byHand are the schemas of what is written elsewhere: what we promise of it.
var byHand = map[reflect.Type]object{
	reflect.TypeFor[questionnaireJSON](): {
		"type": "object", "description": "A FHIR R4 Questionnaire.", "required": []string{"resourceType", "id", "status"},
		"properties": object{
			"resourceType": object{"const": "Questionnaire"}, "id": object{"type": "string"}, "url": object{"type": "string"}, "version": object{"type": "string"},
			"title": object{"type": "string"}, "status": object{"type": "string", "enum": []string{"draft", "active", "retired", "unknown"}},
			"item": object{"type": "array", "items": object{"$ref": "#/components/schemas/QuestionnaireItem"}},
		},
	},
	reflect.TypeFor[answersJSON](): {
		"type": "object", "description": "A FHIR R4 QuestionnaireResponse that is completed. Only what the questionnaire asks is kept.", "required": []string{"resourceType", "status"},
		"properties": object{
			"resourceType": object{"const": "QuestionnaireResponse"}, "questionnaire": object{"type": "string"}, "status": object{"const": "completed"}, "language": object{"type": "string"},
			"item": object{"type": "array", "items": object{"$ref": "#/components/schemas/ResponseItem"}},
		},
	},
	reflect.TypeFor[documentJSON](): {
		"type": "object", "description": "An OpenAPI 3.1 document.", "required": []string{"openapi", "info", "paths"},
		"properties": object{"openapi": object{"const": "3.1.0"}, "info": object{"type": "object"}, "paths": object{"type": "object"}},
	},
}

// itemSchemas are components that the schemas by hand name.
func itemSchemas() object {
	list := func(name string) object {
		return object{"type": "array", "items": object{"$ref": "#/components/schemas/" + name}}
	}
	return object{
		"QuestionnaireItem": object{"type": "object", "required": []string{"linkId", "type"}, "properties": object{
			"linkId": object{"type": "string"}, "type": object{"type": "string"}, "text": object{"type": "string"}, "required": object{"type": "boolean"}, "item": list("QuestionnaireItem"),
		}},
		"ResponseItem": object{"type": "object", "required": []string{"linkId"}, "properties": object{
			"linkId": object{"type": "string"}, "answer": list("ResponseAnswer"), "item": list("ResponseItem"),
		}},
		"ResponseAnswer": object{"type": "object", "description": "One value[x], named after its type: valueBoolean, valueInteger, valueString, valueCoding and so on.", "properties": object{"item": list("ResponseItem")}},
	}
}

// of is the schema of a type.
func (s *schemas) of(t reflect.Type) object {
	if made, ok := byHand[t]; ok {
		return s.component(strings.TrimSuffix(t.Name(), "JSON"), func() object { return made })
	}
	switch {
	case t == reflect.TypeFor[publishedJSON]():
		return s.of(reflect.TypeFor[Published]())
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return object{"anyOf": []any{s.of(t.Elem()), object{"type": "null"}}}
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Struct:
		return s.component(t.Name(), func() object { return s.fields(t) })
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	}
	panic(fmt.Sprintf("surveys: no schema for %s", t))
}

// component puts a schema among those that are shared, and refers to it.
func (s *schemas) component(name string, make func() object) object {
	name = strings.ToUpper(name[:1]) + name[1:]
	if _, known := s.components[name]; !known {
		s.components[name] = object{} // so that a type may hold itself
		s.components[name] = make()
	}
	return object{"$ref": "#/components/schemas/" + name}
}

// fields is the schema of a struct as encoding/json writes it.
func (s *schemas) fields(t reflect.Type) object {
	properties, required := object{}, []string{}
	for f := range t.Fields() {
		tag, ok := f.Tag.Lookup("json")
		if !ok || !f.IsExported() {
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		property := s.of(f.Type)
		if fixed, ok := f.Tag.Lookup("const"); ok {
			property = object{"const": fixed}
		}
		if option == "" {
			required = append(required, name)
			if f.Type.Kind() == reflect.Slice {
				property = object{"anyOf": []any{property, object{"type": "null"}}} // how an empty list is written
			}
		}
		properties[name] = property
	}
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// openAPI describes operations as OpenAPI 3.1.
func openAPI(operations []apiOperation, server string) object {
	s := &schemas{components: itemSchemas()}
	paths := object{}
	for _, op := range operations {
		answers := object{}
		for _, a := range op.answers {
			answers[strconv.Itoa(a.status)] = object{"description": a.words, "content": object{a.media: object{"schema": s.of(a.of)}}}
		}
		described := object{"operationId": op.name, "summary": op.summary, "description": op.about, "responses": answers, "security": []any{}}
		var parameters []any
		for _, p := range op.parameters {
			parameters = append(parameters, object{"name": p.name, "in": p.in, "required": p.required, "description": p.words, "schema": p.schema})
		}
		if parameters != nil {
			described["parameters"] = parameters
		}
		if op.body != nil {
			content := object{}
			for _, media := range jsonTypes {
				content[media] = object{"schema": s.of(op.body)}
			}
			described["requestBody"] = object{"required": true, "content": content}
		}
		path, _ := paths[op.path].(object)
		if path == nil {
			path = object{}
			paths[op.path] = path
		}
		path[strings.ToLower(op.method)] = described
	}
	return object{
		"openapi": "3.1.0", "servers": []any{object{"url": server}}, "paths": paths, "components": object{"schemas": s.components},
		"info": object{
			"title": "Footbridge: questionnaires, answers and published figures", "version": "1",
			"description": "What anybody may read, and a way for other systems to send answers that people gave there. No account is needed. Nothing that is kept says who answered.",
		},
	}
}
