package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := Load(nil, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8080" || c.BaseURL != "http://127.0.0.1:8080" || c.Secure() {
		t.Errorf("got addr %q, base %q, secure %v", c.Addr, c.BaseURL, c.Secure())
	}
	if got, want := c.DatabaseURL(), filepath.Join("footbridge-data", "footbridge.db"); got != want {
		t.Errorf("got database %q, want %q", got, want)
	}
	if c.SMTPHost != "" || c.OIDCIssuer != "" {
		t.Error("the default settings reach out of the machine")
	}
}

func TestEnvironmentWinsOverFileAndFlagOverBoth(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "settings")
	content := "# our settings\nFOOTBRIDGE_ADDR=0.0.0.0:1\nexport FOOTBRIDGE_NAME=\"Our trust\"\nFOOTBRIDGE_LOG_LEVEL = debug\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := []string{"FOOTBRIDGE_CONFIG=" + file, "FOOTBRIDGE_ADDR=0.0.0.0:2", "FOOTBRIDGE_LOG_LEVEL=warn", "FOOTBRIDGE_PORT=tcp", "HOME=/"}
	c, err := Load(environ, "", func(c *Config) { c.Addr = "0.0.0.0:3" })
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "0.0.0.0:3" || c.LogLevel != "warn" || c.Name != "Our trust" {
		t.Errorf("got %q, %q, %q", c.Addr, c.LogLevel, c.Name)
	}
	if len(c.Unknown) != 1 || c.Unknown[0] != "FOOTBRIDGE_PORT" {
		t.Errorf("got unknown %v", c.Unknown)
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(file, []byte("FOOTBRIDGE_SMTP_HSOT=x\nnonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load([]string{
		"FOOTBRIDGE_DATABASE=mysql://x", "FOOTBRIDGE_ADDR=8080", "FOOTBRIDGE_SMTP_PORT=many",
		"FOOTBRIDGE_LOG_FORMAT=xml", "FOOTBRIDGE_TLS_CERT=a.pem", "FOOTBRIDGE_OIDC_ISSUER=http://id.example.org", "FOOTBRIDGE_OIDC_TRUST_EMAIL=perhaps",
		"FOOTBRIDGE_MAIL_FROM=nobody", "FOOTBRIDGE_SMTP_TLS=maybe", "FOOTBRIDGE_METRICS_ADDR=yes",
	}, file, nil)
	if err == nil {
		t.Fatal("got no error")
	}
	for _, want := range []string{
		"line 1: there is no setting FOOTBRIDGE_SMTP_HSOT", "line 2: not KEY=value", "FOOTBRIDGE_DATABASE must begin",
		"FOOTBRIDGE_ADDR must be HOST:PORT", "FOOTBRIDGE_SMTP_PORT must be a whole number", "FOOTBRIDGE_LOG_FORMAT must",
		"FOOTBRIDGE_TLS_CERT and", "FOOTBRIDGE_OIDC_CLIENT_ID is needed", "FOOTBRIDGE_MAIL_FROM must", "FOOTBRIDGE_SMTP_TLS must",
		"FOOTBRIDGE_METRICS_ADDR must", "FOOTBRIDGE_OIDC_TRUST_EMAIL must be true or false", "FOOTBRIDGE_OIDC_ISSUER must begin with https://",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing from:\n%v", want, err)
		}
	}
}

func TestEverySettingIsExplained(t *testing.T) {
	t.Parallel()
	for _, s := range Settings() {
		if s.About == "" || !strings.HasSuffix(s.About, ".") {
			t.Errorf("%s: %q is not a sentence", s.Name, s.About)
		}
	}
	if n := len(Settings()); n < 20 {
		t.Errorf("got %d settings", n)
	}
}

func TestEverySettingIsInTheOperatingGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Settings() {
		if row := "| `" + s.Name + "` | "; !strings.Contains(string(guide), row) || !strings.Contains(string(guide), s.About) {
			t.Errorf("docs/operating.md does not explain %s as the program does", s.Name)
		}
	}
}
