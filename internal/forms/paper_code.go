package forms

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"net/url"
	"strconv"
	"strings"

	"footbridge/internal/fault"
)

// PaperCode is what the code on a printed page says.
type PaperCode struct {
	Form, Version string // name and version of the form
	Page, Pages   int
	Edition       Edition
}

// CodeOf is the code of one page of a form.
func (f *Form) CodeOf(e Edition, p PaperPage) PaperCode {
	return PaperCode{Form: cmp.Or(f.Name, f.ID, "form"), Version: cmp.Or(f.Version, "0"), Page: p.Number, Pages: p.Of, Edition: e.whole()}
}

const codeBegins = "FB1"

// Code is the text of the code on a page: FB1/name/version/page/pages/size/language/checksum.
func Code(c PaperCode) string {
	text := strings.Join([]string{codeBegins, url.PathEscape(c.Form), url.PathEscape(c.Version), strconv.Itoa(c.Page), strconv.Itoa(c.Pages), strconv.Itoa(c.Edition.Size), url.PathEscape(c.Edition.Language)}, "/")
	return text + "/" + checksum(text)
}

func checksum(text string) string { return fmt.Sprintf("%08X", crc32.ChecksumIEEE([]byte(text))) }

// ParseCode reads what a reader, or somebody who types, found on a page. A code
// that is damaged is refused.
func ParseCode(text string) (PaperCode, error) {
	damaged := fault.New(fault.Invalid, "This is not the code of a page, or it is damaged. Please scan it again, or type it as it is printed.")
	text = strings.TrimSpace(text)
	at := strings.LastIndexByte(text, '/')
	if at < 0 || checksum(text[:at]) != text[at+1:] {
		return PaperCode{}, damaged
	}
	parts := strings.Split(text[:at], "/")
	if len(parts) != 7 || parts[0] != codeBegins {
		return PaperCode{}, damaged
	}
	var c PaperCode
	var errs [6]error
	c.Form, errs[0] = url.PathUnescape(parts[1])
	c.Version, errs[1] = url.PathUnescape(parts[2])
	c.Page, errs[2] = strconv.Atoi(parts[3])
	c.Pages, errs[3] = strconv.Atoi(parts[4])
	c.Edition.Size, errs[4] = strconv.Atoi(parts[5])
	c.Edition.Language, errs[5] = url.PathUnescape(parts[6])
	for _, err := range errs {
		if err != nil {
			return PaperCode{}, damaged
		}
	}
	if c.Page < 1 || c.Page > c.Pages {
		return PaperCode{}, damaged
	}
	return c, nil
}
