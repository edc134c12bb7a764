package people

// NeedCode is one kind of access or communication need, in our own words.
type NeedCode struct {
	Code  string
	Group string // format, contact or support
	Label string
	Short string // for a flag, beside a name
	Hint  string
}

// Groups of needs, in the order in which people are asked.
var needGroups = []struct{ Code, Label string }{
	{"format", "Written information"},
	{"contact", "Getting in touch"},
	{"support", "Support when we meet"},
}

// NeedCodes lists every need that can be recorded. A code is kept for good; its
// words may be improved.
var NeedCodes = []NeedCode{
	{"format-large-print", "format", "Large print", "Large print", "Say the size in the notes, for example 18 point"},
	{"format-easy-read", "format", "Easy read, with short sentences and pictures", "Easy read", ""},
	{"format-plain-text", "format", "E-mail as plain text", "Plain text", "For software that reads the screen aloud"},
	{"format-audio", "format", "A recording to listen to", "Audio", ""},
	{"format-braille", "format", "Braille", "Braille", "Say grade 1 or 2 in the notes"},
	{"format-bsl-video", "format", "A video in British Sign Language", "BSL video", ""},
	{"format-translated", "format", "Writing in another language", "Translated", "Say which language in the notes"},
	{"format-coloured-paper", "format", "Coloured paper or a certain typeface", "Coloured paper", ""},
	{"contact-text", "contact", "Text messages, not calls", "Text, do not call", ""},
	{"contact-email", "contact", "E-mail, not letters", "E-mail, not letters", ""},
	{"contact-relay", "contact", "Calls through a text or video relay service", "Relay calls", ""},
	{"contact-person", "contact", "Through somebody they have named", "Through a named person", "Say who in the notes"},
	{"contact-no-withheld", "contact", "No calls from a withheld number", "No withheld number", ""},
	{"support-bsl", "support", "British Sign Language interpreter", "BSL interpreter", ""},
	{"support-interpreter", "support", "Interpreter for a spoken language", "Interpreter", "Say which language in the notes"},
	{"support-deafblind", "support", "Interpreter or guide for a deafblind person", "Deafblind interpreter", ""},
	{"support-lip-speaker", "support", "Lip-speaker", "Lip-speaker", ""},
	{"support-lip-reading", "support", "To see your face while you speak", "Lip-reads", ""},
	{"support-hearing-loop", "support", "Hearing loop", "Hearing loop", ""},
	{"support-notes", "support", "Somebody to take notes, or speech turned into text", "Note-taker", ""},
	{"support-advocate", "support", "Advocate", "Advocate", ""},
	{"support-supporter", "support", "A supporter or family member with them", "Supporter with them", ""},
	{"support-time", "support", "More time", "More time", ""},
	{"support-aid", "support", "Communication book, signs or device", "Communication aid", ""},
	{"support-quiet", "support", "A quiet place with few people", "Quiet place", ""},
	{"support-step-free", "support", "A room without steps", "Step-free", ""},
	{"support-reading", "support", "Forms read and filled in together", "Help with forms", ""},
	{"support-other", "support", "Something else", "Ask about needs", "Say what in the notes"},
}

func needCode(code string) (NeedCode, bool) {
	for _, n := range NeedCodes {
		if n.Code == code {
			return n, true
		}
	}
	return NeedCode{}, false
}
