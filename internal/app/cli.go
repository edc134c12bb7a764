package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"footbridge/internal/config"
	"footbridge/internal/db"
	"footbridge/internal/fault"
)

// commands is the command line.
type commands struct {
	Config   string `placeholder:"FILE" help:"File of settings, KEY=value a line. Also FOOTBRIDGE_CONFIG."`
	Data     string `placeholder:"DIR" help:"Folder of the SQLite file. Also FOOTBRIDGE_DATA."`
	Database string `placeholder:"URL" help:"postgres://… instead of the SQLite file. Also FOOTBRIDGE_DATABASE."`

	Serve serveCommand `cmd:"" help:"Serve the pages and run the jobs."`
	Demo  struct {
		Serve demoCommand     `cmd:"" default:"withargs" help:"Make a fictional trust and serve it. Nothing is sent."`
		Data  demoDataCommand `cmd:"" help:"Write extracts of a record system, dirty and of any size, about people that there are not."`
	} `cmd:"" help:"A fictional trust."`
	Init    initCommand    `cmd:"" help:"Make an empty database, and an organisation in it."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to this version."`
	User    struct {
		Add   userAddCommand   `cmd:"" help:"Add an account with a role, and print a link to choose a password."`
		Reset userResetCommand `cmd:"" help:"Print a link with which somebody chooses a new password."`
	} `cmd:"" help:"Accounts."`
	Check checkCommand `cmd:"" help:"Look for damage and broken rules. Exits 1 and says what is wrong."`
	Audit struct {
		Verify auditVerifyCommand `cmd:"" help:"Check the chain of the audit trail. Exits 1 and says where it is broken."`
		Export auditExportCommand `cmd:"" help:"Print the seal of each day, to be kept elsewhere."`
	} `cmd:"" help:"The audit trail."`
	Backup  backupCommand  `cmd:"" help:"Copy the database into one file, while it is in use."`
	Restore restoreCommand `cmd:"" help:"Put the database of a backup in place."`
	Import  struct {
		Plan    importPlanCommand    `cmd:"" help:"Read an implementation plan from a spreadsheet. Shows what would happen; --commit does it."`
		Extract importExtractCommand `cmd:"" help:"Bring in extracts of the record system: CSV of any size, or XLSX. --dry-run only checks."`
	} `cmd:"" help:"Bring in data."`
	Stats      statsCommand `cmd:"" help:"Print a JSON file of statistical questions with the answers filled in."`
	Indicators struct {
		Run indicatorsRunCommand `cmd:"" help:"Work out the indicators of every organisation, as far as anything has changed."`
	} `cmd:"" help:"Indicators."`
	Disclosure disclosureCommand `cmd:"" help:"Print a table of counts as it may be published, with small numbers hidden."`
	SPC        spcCommand        `cmd:"" name:"spc" help:"Print what control charts of the series in a JSON document say."`
	Forms      struct {
		Check   formsCheckCommand   `cmd:"" help:"Say what stands in the way of asking a questionnaire. Exits 1 when something does."`
		Convert formsConvertCommand `cmd:"" help:"Print a questionnaire as YAML to change by hand, or as FHIR."`
		Score   formsScoreCommand   `cmd:"" help:"Print the scores of one person's answers as JSON. Refuses answers that break the questionnaire."`
	} `cmd:"" help:"Questionnaires and answers in files."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// exited is how the parser ends after it has printed help.
type exited int

// run parses args and runs one command.
func run(ctx context.Context, args []string, w world) (err error) {
	defer func() {
		if code, ok := recover().(exited); ok && code != 0 {
			err = usageError{errors.New("see --help")}
		}
	}()
	var c commands
	parser, err := kong.New(&c,
		kong.Name("footbridge"),
		kong.Description("Footbridge runs the machinery of a recovery-focused mental health service: one program, one database."),
		kong.Writers(w.stdout, w.stderr),
		kong.Exit(func(code int) { panic(exited(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 90}),
		kong.Help(help),
	)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return usageError{err}
	}
	return parsed.Run(&session{world: w, ctx: ctx, flags: &c})
}

// help prints the usual help; that of serve and of the whole program ends with
// what else there is to know.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	switch selected := ctx.Selected(); {
	case selected == nil:
		fmt.Fprint(ctx.Stdout, "\nExit status: 0 done, 1 not done or something is wrong, 2 the command line or the settings\nare wrong. `footbridge serve --help` names every setting.\n")
	case selected.Name == "serve":
		fmt.Fprint(ctx.Stdout, "\nSettings, from the environment or the --config file (the environment wins):\n")
		for _, s := range config.Settings() {
			value := ""
			if s.Default != "" {
				value = "=" + s.Default
			}
			fmt.Fprintf(ctx.Stdout, "\n  %s%s\n%s", s.Name, value, wrapped(s.About, "      ", 84))
		}
	}
	return nil
}

// wrapped breaks text into lines of at most width characters, each indented.
func wrapped(text, indent string, width int) string {
	var b strings.Builder
	line := indent
	for _, word := range strings.Fields(text) {
		if len(line) > len(indent) && len(line)+1+len(word) > width {
			b.WriteString(line + "\n")
			line = indent
		}
		if len(line) > len(indent) {
			line += " "
		}
		line += word
	}
	return b.String() + line + "\n"
}

// session is one run of a command.
type session struct {
	world
	ctx   context.Context
	flags *commands
}

func (s *session) printf(format string, args ...any) { fmt.Fprintf(s.stdout, format, args...) }

// settings reads and checks the settings; change sets what the command's own
// flags say.
func (s *session) settings(change func(*config.Config)) (config.Config, error) {
	cfg, err := config.Load(s.environ, s.flags.Config, func(c *config.Config) {
		if s.flags.Data != "" {
			c.Data = s.flags.Data
			if s.flags.Database == "" {
				c.Database = "" // the flag wins over the environment
			}
		}
		if s.flags.Database != "" {
			c.Database = s.flags.Database
		}
		if change != nil {
			change(c)
		}
	})
	if err != nil {
		return cfg, usageError{err}
	}
	return cfg, nil
}

// open opens the database of the settings. Unless create is set it must exist.
func (s *session) open(cfg config.Config, create bool) (*db.DB, error) {
	url := cfg.DatabaseURL()
	if !db.IsPostgres(url) {
		if create {
			if err := os.MkdirAll(filepath.Dir(url), 0o700); err != nil {
				return nil, err
			}
		} else if _, err := os.Stat(url); err != nil {
			return nil, fmt.Errorf("there is no database at %s: make one with `footbridge init`", url)
		}
	}
	return db.Open(s.ctx, url)
}

// with opens the database, which must be of this version, builds the program
// over it and calls fn.
func (s *session) with(fn func(a *App) error) error {
	cfg, err := s.settings(nil)
	if err != nil {
		return err
	}
	d, err := s.open(cfg, false)
	if err != nil {
		return err
	}
	defer d.Close()
	switch have, want, err := d.Version(s.ctx); {
	case err != nil:
		return err
	case have > want:
		return fmt.Errorf("%w: schema %d, this program knows %d", db.ErrNewer, have, want)
	case have < want:
		return fmt.Errorf("the database is of an older version (schema %d of %d): run `footbridge migrate` first", have, want)
	}
	a, err := Build(d, cfg, s.now, newLogger(cfg, s.stderr))
	if err != nil {
		return err
	}
	return fn(a)
}

// sealed is with for a command that changes something: it seals the audit trail
// afterwards, since no server may be running that would.
func (s *session) sealed(fn func(a *App) error) error {
	return s.with(func(a *App) error {
		if err := fn(a); err != nil {
			return err
		}
		return a.seal(s.ctx)
	})
}

// seal seals what a command has written to the audit trail.
func (a *App) seal(ctx context.Context) error {
	if _, err := a.Audit.Seal(ctx); err != nil {
		return fmt.Errorf("it is done, but the audit trail could not be sealed: %w", err)
	}
	return nil
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(s *session) error {
	s.printf("footbridge %s\n", Version())
	return nil
}

// Version is the program's version, as the build recorded it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = "development"
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				version += " " + s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return version
}

// plain is what to tell the person at the command line about err.
func plain(err error) string {
	if text := fault.Text(err); text != "" {
		for name, field := range fault.Fields(err) {
			if field != text {
				text += "\n  " + name + ": " + field
			}
		}
		return text
	}
	return err.Error()
}
