// Package config reads the settings from the environment and a file, and
// checks them all at once.
//
// A setting is a variable whose name begins with FOOTBRIDGE_. The file has one
// KEY=value a line, with the same names; the environment wins over the file,
// and a flag of the command line over both.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Prefix begins the name of every setting.
const Prefix = "FOOTBRIDGE_"

// Config is every setting of the program.
type Config struct {
	Data     string `env:"DATA" envDefault:"footbridge-data" about:"Folder of the SQLite file, the outbox and what else is kept on disk."`
	Database string `env:"DATABASE" about:"postgres://… to use a PostgreSQL server instead of the SQLite file."`

	Addr        string `env:"ADDR" envDefault:"127.0.0.1:8080" about:"Where the pages are served, HOST:PORT."`
	MetricsAddr string `env:"METRICS_ADDR" envDefault:"127.0.0.1:9090" about:"Where /metrics is served, HOST:PORT, or off."`
	BaseURL     string `env:"BASE_URL" about:"How people reach the service, such as https://footbridge.example.org: it begins every link in a message. Empty: http:// or https:// and ADDR."`
	Name        string `env:"NAME" envDefault:"Footbridge" about:"Name of the service in the header of every page."`
	TLSCert     string `env:"TLS_CERT" about:"Certificate file (PEM), to serve https without a proxy."`
	TLSKey      string `env:"TLS_KEY" about:"Key file (PEM) of the certificate."`
	ProxyHeader string `env:"PROXY_HEADER" about:"Header in which a trusted proxy passes on the visitor's address, such as X-Forwarded-For. Leave empty when there is no proxy: anybody could send it."`

	PseudonymKey string `env:"PSEUDONYM_KEY" about:"Key by which people of the record system's extracts become numbers, at least 32 characters. Empty: pseudonym.key in the data folder, made when it is first needed. Keep a copy apart from the database."`

	LogFormat string `env:"LOG_FORMAT" envDefault:"text" about:"text or json."`
	LogLevel  string `env:"LOG_LEVEL" envDefault:"info" about:"debug, info, warn or error."`

	MailFrom     string `env:"MAIL_FROM" envDefault:"Footbridge <footbridge@localhost>" about:"Sender of every message."`
	Outbox       string `env:"OUTBOX" about:"Folder that messages are written to while there is no SMTP_HOST. Empty: outbox in the data folder."`
	SMTPHost     string `env:"SMTP_HOST" about:"Mail server. Empty: nothing is sent, messages go to the outbox folder."`
	SMTPPort     int    `env:"SMTP_PORT" envDefault:"587" about:"Port of the mail server."`
	SMTPUser     string `env:"SMTP_USER" about:"Account at the mail server."`
	SMTPPassword string `env:"SMTP_PASSWORD" about:"Its password."`
	SMTPTLS      string `env:"SMTP_TLS" envDefault:"starttls" about:"starttls, tls (from the first byte) or none."`

	OIDCName         string   `env:"OIDC_NAME" envDefault:"your work account" about:"Words on the button of single sign-on."`
	OIDCIssuer       string   `env:"OIDC_ISSUER" about:"Issuer of single sign-on (Entra ID, NHS CIS2 and others by discovery). Empty: no single sign-on."`
	OIDCClientID     string   `env:"OIDC_CLIENT_ID" about:"Client id that the issuer gave."`
	OIDCClientSecret string   `env:"OIDC_CLIENT_SECRET" about:"Client secret that the issuer gave."`
	OIDCACR          []string `env:"OIDC_ACR" about:"Values of acr, with commas between, by which the issuer says that several factors were used. The method mfa in amr always counts."`
	OIDCTrustEmail   bool     `env:"OIDC_TRUST_EMAIL" envDefault:"false" about:"true takes every address of the issuer as verified, where it does not say so itself, as Entra ID does not: only right when the issuer belongs to the organisation."`

	// Unknown are variables of the environment that begin with the prefix but
	// name no setting: worth a warning, not a refusal, since some platforms add
	// their own.
	Unknown []string `env:"-"`
}

// Problems are every setting that is wrong, in plain words.
type Problems []string

// Error lists them.
func (p Problems) Error() string {
	if len(p) == 1 {
		return "the settings are wrong: " + p[0]
	}
	return "the settings are wrong:\n  " + strings.Join(p, "\n  ")
}

// Setting describes one setting, for help and for documents.
type Setting struct{ Name, Default, About string }

// Settings lists every setting in the order of [Config].
func Settings() []Setting {
	var out []Setting
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		if name := f.Tag.Get("env"); name != "-" {
			out = append(out, Setting{Prefix + name, f.Tag.Get("envDefault"), f.Tag.Get("about")})
		}
	}
	return out
}

// fileVariable names the file, so it is not a setting in it.
const fileVariable = Prefix + "CONFIG"

// Load reads the settings from the environment, given as KEY=value, and from
// the file, whose path may also be in FOOTBRIDGE_CONFIG. change, if any, sets
// what the command line says before everything is checked.
func Load(environ []string, file string, change func(*Config)) (Config, error) {
	vars := env.ToMap(environ)
	if file == "" {
		file = vars[fileVariable]
	}
	var problems Problems
	values := map[string]string{}
	if file != "" {
		problems = readFile(file, values)
	}
	var c Config
	for name, value := range vars {
		switch {
		case !strings.HasPrefix(name, Prefix) || name == fileVariable:
		case known(name):
			values[name] = value
		default:
			c.Unknown = append(c.Unknown, name)
		}
	}
	slices.Sort(c.Unknown)
	problems = append(problems, parse(&c, values)...)
	if change != nil {
		change(&c)
	}
	c.complete()
	if problems = append(problems, c.check()...); len(problems) > 0 {
		return c, problems
	}
	return c, nil
}

func known(name string) bool {
	return slices.ContainsFunc(Settings(), func(s Setting) bool { return s.Name == name })
}

// readFile adds the lines of the file to values.
func readFile(file string, values map[string]string) Problems {
	content, err := os.ReadFile(file)
	if err != nil {
		return Problems{fmt.Sprintf("the file of settings cannot be read: %v", err)}
	}
	var problems Problems
	for i, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(strings.TrimPrefix(name, "export "))
		switch {
		case !ok:
			problems = append(problems, fmt.Sprintf("%s line %d: not KEY=value", filepath.Base(file), i+1))
		case !known(name):
			problems = append(problems, fmt.Sprintf("%s line %d: there is no setting %s", filepath.Base(file), i+1, name))
		default:
			values[name] = unquote(strings.TrimSpace(value))
		}
	}
	return problems
}

func unquote(v string) string {
	if len(v) >= 2 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0] {
		return v[1 : len(v)-1]
	}
	return v
}

// parse fills c from values.
func parse(c *Config, values map[string]string) Problems {
	unknown := c.Unknown
	err := env.ParseWithOptions(c, env.Options{Environment: values, Prefix: Prefix})
	c.Unknown = unknown
	if err == nil {
		return nil
	}
	all, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		return Problems{err.Error()}
	}
	var problems Problems
	for _, e := range all.Errors {
		if p, ok := errors.AsType[env.ParseError](e); ok {
			f, _ := reflect.TypeFor[Config]().FieldByName(p.Name)
			kind := "a whole number"
			if f.Type.Kind() == reflect.Bool {
				kind = "true or false"
			}
			problems = append(problems, Prefix+f.Tag.Get("env")+" must be "+kind)
			continue
		}
		problems = append(problems, e.Error())
	}
	return problems
}

// complete fills what follows from other settings.
func (c *Config) complete() {
	if c.Outbox == "" {
		c.Outbox = filepath.Join(c.Data, "outbox")
	}
	if c.BaseURL == "" {
		scheme := "http://"
		if c.TLSCert != "" {
			scheme = "https://"
		}
		c.BaseURL = scheme + c.Addr
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
}

// check says everything that is wrong.
func (c *Config) check() Problems {
	var p Problems
	say := func(ok bool, name, text string) {
		if !ok {
			p = append(p, Prefix+name+" "+text)
		}
	}
	say(c.PseudonymKey == "" || len(c.PseudonymKey) >= 32, "PSEUDONYM_KEY", "must have at least 32 characters")
	hostPort := func(addr string) bool { _, _, err := net.SplitHostPort(addr); return err == nil }
	webAddress := func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	}
	say(c.Database == "" || strings.HasPrefix(c.Database, "postgres://") || strings.HasPrefix(c.Database, "postgresql://"),
		"DATABASE", "must begin with postgres:// (for SQLite, set "+Prefix+"DATA instead)")
	say(c.Data != "", "DATA", "must name a folder")
	say(hostPort(c.Addr), "ADDR", "must be HOST:PORT, such as 127.0.0.1:8080")
	say(c.MetricsAddr == "off" || hostPort(c.MetricsAddr), "METRICS_ADDR", "must be HOST:PORT or off")
	say(webAddress(c.BaseURL), "BASE_URL", "must begin with http:// or https://")
	say((c.TLSCert == "") == (c.TLSKey == ""), "TLS_CERT", "and "+Prefix+"TLS_KEY go together")
	say(slices.Contains([]string{"text", "json"}, c.LogFormat), "LOG_FORMAT", "must be text or json")
	say(slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel), "LOG_LEVEL", "must be debug, info, warn or error")
	_, err := mail.ParseAddress(c.MailFrom)
	say(err == nil, "MAIL_FROM", "must be an address, such as Footbridge <footbridge@example.org>")
	say(c.SMTPPort > 0 && c.SMTPPort < 65536, "SMTP_PORT", "must be from 1 to 65535")
	say(slices.Contains([]string{"starttls", "tls", "none"}, c.SMTPTLS), "SMTP_TLS", "must be starttls, tls or none")
	say(c.OIDCIssuer == "" || safeAddress(c.OIDCIssuer), "OIDC_ISSUER", "must begin with https:// (http:// only on this machine)")
	say(c.OIDCIssuer == "" || c.OIDCClientID != "", "OIDC_CLIENT_ID", "is needed with "+Prefix+"OIDC_ISSUER")
	return p
}

// safeAddress reports whether what is fetched from there cannot be changed on the
// way: over https, or from this machine.
func safeAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// Secure reports whether people reach the service over https, so that its
// cookies must not travel otherwise.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// DatabaseURL is what the database is opened with.
func (c Config) DatabaseURL() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "footbridge.db")
}
