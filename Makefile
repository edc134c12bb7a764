# `make` alone lists what there is. Needs Go, Node and npm; see README.md.
STYLE := internal/web/assets/dist/app.css
GOFILES := main.go internal $(wildcard e2e/*.go)
# The race detector leaves SQLite's own C code alone, which is translated to Go and would take most of its time. (Packages that
# instantiate generics of the standard library must not be left out: the linker may take their copy for everybody.)
RACE := -race -gcflags='modernc.org/...=-race=false'
export CGO_ENABLED ?= 0

help: ## list what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 12

demo: assets ## serve a made-up trust at http://127.0.0.1:8080
	go run . demo

run: assets ## serve the data in ./footbridge-data
	go run . serve

test: assets ## run the tests on SQLite, and on PostgreSQL when TEST_POSTGRES is its address
	go test -timeout 30m ./...

check: assets ## everything a change must pass: format, vet, staticcheck, tests with the race detector, browser journeys when FOOTBRIDGE_E2E=1
	@test -z "$$(gofmt -l $(GOFILES))" || { echo "gofmt -w these:"; gofmt -l $(GOFILES); exit 1; }
	go vet ./... && go tool staticcheck ./...
	CGO_ENABLED=1 go test $(RACE) -timeout 40m . ./internal/...
	go test -count=1 -timeout 40m ./e2e/

bench: assets ## print the benchmarks
	go test -run '^$$' -bench . -benchmem ./internal/...

build: assets ## build the program into ./bin
	go build -trimpath -ldflags '-s -w' -o bin/footbridge .

assets: $(STYLE) ## build the style sheet
$(STYLE): package-lock.json $(wildcard styles/*)
	npm ci --no-audit --no-fund && npm run --silent build && touch $@

.PHONY: help demo run test check bench build assets
