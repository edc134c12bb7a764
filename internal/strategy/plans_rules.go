package strategy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"footbridge/internal/when"
)

// Decisions a local plan takes about an objective it inherits. An objective
// without one was added to the strategy later and nobody has considered it.
const (
	planNew     = "new"
	planTaken   = "taken"
	planDropped = "dropped"
)

// States of a local plan.
const (
	planDraft  = "draft"
	planSigned = "signed off"
	planClosed = "closed"
)

// Roles in which a group signs a local plan.
const (
	rolePartner = "partner"
	roleUsers   = "user group"
	roleCarers  = "carer group"
)

// planKind is the rule that a unit's plan follows: a borough's is signed by all
// three groups, a specialist area's says what recovery and inclusion mean for
// its people and is reviewed by a user group, and every other unit's is
// reviewed by a user group. "" is a unit that has no local plan: the
// organisation itself, whose plan is the strategy.
func planKind(unitKind string) string {
	switch unitKind {
	case "borough", "specialty":
		return unitKind
	case "team", "ward", "college", "service":
		return "team"
	}
	return ""
}

// planRoles are the groups that must sign a plan of that kind.
func planRoles(kind string) []string {
	if kind == "borough" {
		return []string{rolePartner, roleUsers, roleCarers}
	}
	return []string{roleUsers}
}

// signingRole is the role in which a partner of that kind signs.
func signingRole(partnerKind string) string {
	switch partnerKind {
	case roleUsers, roleCarers:
		return partnerKind
	}
	return rolePartner
}

// PlanSignature is a group's agreement to one edition of a local plan.
type PlanSignature struct {
	OrgID, ID, EditionID, Role, PartnerID, GroupName string
	SignedOn                                         when.Date
	Changed                                          string // what the group changed, in words
	PlanHash, ByID, ByName                           string
	CreatedAt                                        time.Time
}

// readiness is what still stands between a draft and its being signed off, and
// the signature that counts for each role.
type readiness struct {
	Missing []string
	Counts  map[string]PlanSignature
}

// ready checks the rules of signing off. Only a signature of the words as they
// stand now counts: hash is theirs.
func ready(kind, statement string, undecided, taken int, signatures []PlanSignature, hash string) readiness {
	out := readiness{Counts: map[string]PlanSignature{}}
	for _, s := range signatures {
		if s.PlanHash == hash {
			out.Counts[s.Role] = s
		}
	}
	if undecided > 0 {
		out.Missing = append(out.Missing, "Decide about the objectives that nobody has considered yet.")
	}
	if taken == 0 {
		out.Missing = append(out.Missing, "Take up at least one objective.")
	}
	if kind == "specialty" && strings.TrimSpace(statement) == "" {
		out.Missing = append(out.Missing, "Say what recovery and inclusion mean for the people this area works with.")
	}
	for _, role := range planRoles(kind) {
		if _, ok := out.Counts[role]; ok {
			continue
		}
		text := "Record the sign-off of a " + role + "."
		if slices.ContainsFunc(signatures, func(s PlanSignature) bool { return s.Role == role }) {
			text = "The plan has changed since a " + role + " signed it: ask them again."
		}
		out.Missing = append(out.Missing, text)
	}
	return out
}

// PlanContent is what a local plan says: what groups sign and what is kept when
// it is signed off. How its actions go is not part of it.
type PlanContent struct {
	Title, Unit, Kind          string
	Statement, Profile, Gaps   string
	Objectives                 []PlanContentObjective
	Signatures                 []PlanContentSignature // in a signed-off edition only
	Meetings                   []PlanContentMeeting   // in a signed-off edition only
	Edition                    int
	SignedOffBy, SignedOffOnIs string // name and day, in a signed-off edition only
}

// PlanContentObjective is one objective in the words of a local plan.
type PlanContentObjective struct {
	ID                string
	Number            int
	TrustTitle, Title string // the trust's words; the local ones, or ""
	TrustAbout, About string
	Decision, Why     string
	Parts             []PlanContentPart
	Actions           []PlanContentAction
}

// PlanContentPart is what a partner does for an objective.
type PlanContentPart struct{ PartnerID, Partner, Part string }

// PlanContentAction is one local action as planned.
type PlanContentAction struct {
	ID, Title, Detail, Due string
	Owners                 []string // titles of posts
	OwnerIDs               []string
}

// PlanContentSignature is a group's agreement as people read it.
type PlanContentSignature struct{ Role, Group, On, Changed string }

// PlanContentMeeting is a joint meeting as people read it.
type PlanContentMeeting struct {
	On, Said    string
	Present     []string
	Corrections []string `json:",omitempty"`
}

// planWords is the hash of the words a group signs: everything the unit itself
// decides. A new name of a unit, partner or post, or the trust's rewording of
// its own objective, does not undo anybody's signature.
func planWords(c PlanContent) string {
	c.Unit, c.Kind, c.Edition, c.SignedOffBy, c.SignedOffOnIs = "", "", 0, "", ""
	c.Signatures, c.Meetings = nil, nil
	c.Objectives = slices.Clone(c.Objectives)
	c.Objectives = slices.DeleteFunc(c.Objectives, func(o PlanContentObjective) bool { return o.Decision == planNew })
	for i := range c.Objectives {
		o := &c.Objectives[i]
		o.Number, o.TrustTitle, o.TrustAbout = 0, "", ""
		o.Parts = slices.Clone(o.Parts)
		for j := range o.Parts {
			o.Parts[j].Partner = ""
		}
		o.Actions = slices.Clone(o.Actions)
		for j := range o.Actions {
			o.Actions[j].Owners = nil
		}
	}
	slices.SortFunc(c.Objectives, func(a, b PlanContentObjective) int { return strings.Compare(a.ID, b.ID) })
	return contentHash(c, "")
}

// contentHash is the SHA-256, in hexadecimal, of a kept content and its words.
func contentHash(content any, words string) string {
	b, err := json.Marshal(content)
	if err != nil {
		return "" // nothing kept here can fail to be written
	}
	h := sha256.New()
	h.Write(b)
	h.Write([]byte{0})
	h.Write([]byte(words))
	return hex.EncodeToString(h.Sum(nil))
}

// nothingSaid reports whether words leave open what a group changed: a dash is
// no answer, "nothing changed" is.
func nothingSaid(words string) bool {
	letters := 0
	for _, r := range words {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127 {
			letters++
		}
	}
	return letters < 6
}
