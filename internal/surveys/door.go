package surveys

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/forms"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// Link is a way in: the address of a link, a poster, a tablet or an interviewer.
type Link struct {
	OrgID, ID, WaveID, UnitID, Channel, Word, Label string
	ClosedOn                                        when.Date
	CreatedAt                                       time.Time
	Unit, Address                                   string // name of the unit; where it leads
}

// LinkChannels are the ways in that staff make.
var LinkChannels = []Choice{{"link", "Link to send or to put on a page"}, {"poster", "Poster with a code to scan"}, {"kiosk", "Tablet in a waiting room"}, {"interview", "Asked by phone or in person"}}

// Channels are all the ways in which answers come.
var Channels = append([]Choice{}, append([]Choice{{"mail", "E-mail"}, {"sms", "Text message"}, {"letter", "Letter"}, {"paper", "Paper"}, {"api", "Another system"}}, LinkChannels...)...)

// Open reports whether the way in has not been closed.
func (l Link) Open() bool { return l.ClosedOn.IsZero() }

// ChannelLabel is the kind of way in, as people read it.
func (l Link) ChannelLabel() string { return label(Channels, l.Channel) }

// Door is what stands behind an address: the wave that is asked, of which unit,
// by which channel.
type Door struct {
	Survey          Survey
	Wave            Wave
	Form            *forms.Form
	UnitID, Channel string
	Label           string
	hash, pair      string // of a one-time link
}

var (
	errNoDoor = fault.New(fault.NotFound, "We do not know this address. Perhaps a letter is missing or has changed.")
	errUsed   = fault.New(fault.Conflict, "This link has been used already, or its survey has ended. Each link takes one answer, so that every answer counts once. If the answer was yours: thank you.")
)

// hashed is what is kept of a secret word.
func hashed(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// organisation finds whose address it is: "slug.word".
func (s *Surveys) organisation(ctx context.Context, address string) (orgID, word string, err error) {
	slug, word, ok := strings.Cut(address, ".")
	if !ok || word == "" {
		return "", "", errNoDoor
	}
	if known, ok := s.slugs.Load(slug); ok {
		return known.(string), word, nil
	}
	org, err := s.units.BySlug(ctx, slug)
	if fault.KindOf(err) == fault.NotFound {
		err = errNoDoor
	}
	if err == nil {
		s.slugs.Store(slug, org.OrgID)
	}
	return org.OrgID, word, err
}

// Enter opens the door of a link, poster or tablet.
func (s *Surveys) Enter(ctx context.Context, address string) (Door, error) {
	orgID, word, err := s.organisation(ctx, address)
	if err != nil {
		return Door{}, err
	}
	link, found, err := linkByWord(ctx, s.db, orgID, strings.ToLower(word))
	if err == nil && (!found || !link.Open()) {
		err = errNoDoor
	}
	if err != nil {
		return Door{}, err
	}
	d := Door{UnitID: link.UnitID, Channel: link.Channel, Label: link.Label}
	return d, s.furnish(ctx, &d, orgID, link.WaveID)
}

// EnterInvited opens the door of a one-time link.
func (s *Surveys) EnterInvited(ctx context.Context, address string) (Door, error) {
	orgID, word, err := s.organisation(ctx, address)
	if err != nil {
		return Door{}, err
	}
	t, found, err := tokenByHash(ctx, s.db, orgID, hashed(word))
	if err == nil && !found {
		err = errUsed
	}
	if err != nil {
		return Door{}, err
	}
	d := Door{UnitID: t.UnitID, Channel: t.Channel, hash: t.Hash, pair: t.Pair}
	return d, s.furnish(ctx, &d, orgID, t.WaveID)
}

// furnish reads what is asked behind a door, if it may be asked today.
func (s *Surveys) furnish(ctx context.Context, d *Door, orgID, waveID string) error {
	var err error
	if d.Wave, err = oneWave(ctx, s.db, orgID, waveID); err != nil {
		return err
	}
	if d.Survey, err = oneSurvey(ctx, s.db, orgID, d.Wave.SurveyID); err != nil {
		return err
	}
	if d.Form, err = s.shown(ctx, s.db, d.Wave); err != nil {
		return err
	}
	switch today := s.today(); {
	case d.Wave.Taking(today):
		return nil
	case d.Wave.State == "draft", d.Wave.State == "open" && today.Before(d.Wave.OpensOn):
		return fault.New(fault.Conflict, "This survey has not begun yet. Please come back on %s.", d.Wave.OpensOn)
	}
	return fault.New(fault.Conflict, "This survey has closed. Thank you for coming all the same: there will be another time.")
}

// Answer keeps what somebody behind a door answered. draft is the word of what
// was carried from page to page, which goes. sent is a word that a tablet made
// for this answer: the same again counts once.
func (s *Surveys) Answer(ctx context.Context, d Door, language, draft, sent string, answers forms.Response) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		if d.hash != "" {
			used, err := useToken(ctx, tx, d.Wave.OrgID, d.pair)
			if err != nil {
				return err
			}
			if !used {
				return errUsed
			}
		}
		if sent != "" {
			fresh, err := insertSent(ctx, tx, d.Wave.OrgID, hashed(d.Wave.ID, sent), s.today().AddDays(sentDays))
			if err != nil || !fresh {
				return err
			}
		}
		if draft != "" {
			if err := deleteDraft(ctx, tx, d.Wave.OrgID, d.draftHash(draft)); err != nil {
				return err
			}
		}
		return s.keep(ctx, tx, d.Wave, d.Form, d.UnitID, d.Channel, language, answers)
	})
}

// How long is kept what a tablet has sent, what is carried between pages, and
// what somebody means to finish later.
const (
	sentDays  = 60
	draftDays = 1
	laterDays = 30
)

// AddLink makes a way in to a wave at one of its units.
func (s *Surveys) AddLink(ctx context.Context, by actor.Actor, waveID, unitID, channel, words string) (Link, error) {
	words = strings.TrimSpace(words)
	switch {
	case label(LinkChannels, channel) == "":
		return Link{}, fault.Field("channel", "Choose what kind of way in it is.")
	case len([]rune(words)) > 100:
		return Link{}, fault.Field("label", "Use 100 characters or fewer.")
	}
	l := Link{OrgID: by.OrgID, ID: id.New(), WaveID: waveID, UnitID: unitID, Channel: channel, Label: words, CreatedAt: s.now().UTC().Truncate(time.Microsecond)}
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		w, err := s.managedUnit(ctx, tx, by, waveID, unitID)
		if err != nil {
			return err
		}
		l.Word = plainAddress(rand.IntN)
		if err := insertLink(ctx, tx, l); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.link.added", waveTarget(w))
	})
	return l, err
}

// managedUnit is a wave that by manages, which asks the unit.
func (s *Surveys) managedUnit(ctx context.Context, tx *db.DB, by actor.Actor, waveID, unitID string) (Wave, error) {
	w, units, err := s.waveAt(ctx, tx, by, Manage, waveID)
	if err != nil {
		return w, err
	}
	for _, u := range units {
		if u.UnitID == unitID {
			return w, nil
		}
	}
	return w, fault.Field("unit", "Choose one of the units that this wave asks.")
}

// CloseLink takes a way in away. What came through it stays.
func (s *Surveys) CloseLink(ctx context.Context, by actor.Actor, linkID string) (Link, error) {
	var l Link
	err := s.db.Tx(ctx, func(tx *db.DB) error {
		var err error
		if l, err = oneLink(ctx, tx, by.OrgID, linkID); err != nil {
			return err
		}
		w, err := s.managedUnit(ctx, tx, by, l.WaveID, l.UnitID)
		if err != nil {
			return err
		}
		if err := closeLink(ctx, tx, l, s.today()); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "surveys.link.closed", waveTarget(w))
	})
	return l, err
}

// Links are the ways in to a wave at the units where by manages, newest last.
func (s *Surveys) Links(ctx context.Context, by actor.Actor, waveID string) ([]Link, error) {
	w, units, err := s.waveAt(ctx, s.db, by, Manage, waveID)
	if err != nil {
		return nil, err
	}
	all, err := linksOf(ctx, s.db, by.OrgID, w.ID)
	if err != nil {
		return nil, err
	}
	org, err := s.units.Organisation(ctx, by.OrgID)
	var out []Link
	for _, l := range all {
		for _, u := range units {
			if u.UnitID == l.UnitID {
				l.Unit, l.Address = u.Name, s.address(org.Slug, l)
				out = append(out, l)
			}
		}
	}
	return out, err
}

// Link is one way in to a wave that by manages.
func (s *Surveys) Link(ctx context.Context, by actor.Actor, linkID string) (Link, error) {
	l, err := oneLink(ctx, s.db, by.OrgID, linkID)
	if err != nil {
		return l, err
	}
	all, err := s.Links(ctx, by, l.WaveID)
	for _, x := range all {
		if x.ID == l.ID {
			return x, nil
		}
	}
	if err == nil {
		err = errNoDoor
	}
	return l, err
}

// address is where a way in leads.
func (s *Surveys) address(slug string, l Link) string {
	switch l.Channel {
	case "kiosk":
		return s.baseURL + "/surveys/kiosk/" + slug + "." + l.Word
	case "interview":
		return s.baseURL + "/surveys/interviews/" + l.ID
	}
	return s.baseURL + "/surveys/answer/" + slug + "." + l.Word
}

// plainWords are easy to read from a wall and to type: none sounds like another.
var plainWords = strings.Fields(`acorn amber anchor apple apron arrow autumn badge bagel baker balcony bamboo banana basket beacon berry birch biscuit
blanket bonnet bottle bramble bread bridge bronze brook bucket butter button cabin candle canoe carpet castle cedar cherry chimney clover coast cobalt
compass copper coral cotton cradle cricket crystal cushion daisy dolphin donkey dragon eagle elbow ember engine falcon feather fennel fiddle finch
flannel forest fossil fountain galley garden garlic ginger glider goblet granite hammer hamlet harbour harvest hazel heather hedge helmet heron holly
honey indigo island ivory jacket jasmine jersey juniper kettle kitten ladder lagoon lantern laurel lemon lilac linen lobster magnet mango maple marble
meadow melon mitten mosaic muffin mustard nectar needle nettle nutmeg oatmeal ocean olive onion orchard otter paddle panda parcel pebble pepper piano
pigeon pillow planet plum pocket pollen poppy pumpkin puzzle quilt rabbit radish raven ribbon river robin rocket saddle saffron salmon sandal saturn
scarf shadow silver sparrow spinach spruce summer sunset teapot thimble thistle thunder timber tomato tulip tunnel turnip velvet violet walnut willow winter`)

// plainAddress makes an address of four plain words.
func plainAddress(pick func(int) int) string {
	out := make([]string, 4)
	for i := range out {
		out[i] = plainWords[pick(len(plainWords))]
	}
	return strings.Join(out, "-")
}

// AnswerAsked keeps what somebody told an interviewer. peer says that the
// interviewer has lived experience; who it was is not kept.
func (s *Surveys) AnswerAsked(ctx context.Context, d Door, peer bool, answers forms.Response) error {
	return s.db.Tx(ctx, func(tx *db.DB) error {
		return s.keepGiven(ctx, tx, d.Wave, d.Form, Given{UnitID: d.UnitID, Channel: d.Channel, Peer: peer, Answers: answers})
	})
}
