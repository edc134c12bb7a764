// Package disclosure keeps figures about few people from being published: it
// hides small counts, and as many others as it takes that none of them can be
// worked out from what is shown.
package disclosure
