package charts

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strconv"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// PNG is the chart to take away, with its title and its note, so many pixels
// wide.
func (c Chart) PNG(pixels int) ([]byte, error) { return c.layout(true).png(pixels) }

func (s *scene) png(pixels int) ([]byte, error) {
	pixels = min(max(pixels, 320), 4000)
	const margin = 12
	k := float64(pixels) / (width + 2*margin)
	img := image.NewRGBA(image.Rect(0, 0, pixels, int(math.Ceil((s.height+2*margin)*k))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	p := painter{img: img, k: k, margin: margin, faces: map[letters]font.Face{}}
	for _, item := range s.items {
		switch item := item.(type) {
		case shape:
			p.shape(item)
		case label:
			p.label(item)
		}
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	return b.Bytes(), err
}

// painter draws a scene, k pixels to a unit.
type painter struct {
	img       *image.RGBA
	k, margin float64
	faces     map[letters]font.Face
}

type letters struct {
	size float64
	bold bool
}

func (p *painter) at(q point) point { return point{(q.x + p.margin) * p.k, (q.y + p.margin) * p.k} }

func (p *painter) shape(s shape) {
	outline := s.points
	switch {
	case s.radius > 0:
		if s.stroke != "" {
			p.fill(circle(s.at, s.radius+s.thick/2), s.stroke)
		}
		p.fill(circle(s.at, s.radius-s.thick/2), s.fill)
		return
	case len(outline) == 0:
		outline = []point{s.at, {s.at.x + s.w, s.at.y}, {s.at.x + s.w, s.at.y + s.h}, {s.at.x, s.at.y + s.h}}
	}
	if s.fill != "" && !s.open {
		p.fill(outline, s.fill)
	}
	if s.stroke == "" {
		return
	}
	if !s.open {
		outline = append(append([]point{}, outline...), outline[0])
	}
	for i := 1; i < len(outline); i++ {
		for _, piece := range pieces(outline[i-1], outline[i], s.dashed) {
			p.stroke(piece[0], piece[1], s.thick, s.stroke)
		}
	}
}

// circle is a circle as a polygon.
func circle(at point, radius float64) []point {
	out := make([]point, 60)
	for i := range out {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(out)))
		out[i] = point{at.x + radius*cos, at.y + radius*sin}
	}
	return out
}

// pieces are the dashes of a line, or the line.
func pieces(a, b point, dashed bool) [][2]point {
	long := math.Hypot(b.x-a.x, b.y-a.y)
	if !dashed || long == 0 {
		return [][2]point{{a, b}}
	}
	var out [][2]point
	along := func(d float64) point { return point{a.x + (b.x-a.x)*d/long, a.y + (b.y-a.y)*d/long} }
	for d := 0.0; d < long; d += 9 {
		out = append(out, [2]point{along(d), along(min(d+5, long))})
	}
	return out
}

// stroke draws a straight line as the rectangle that it is.
func (p *painter) stroke(a, b point, thick float64, colour string) {
	long := math.Hypot(b.x-a.x, b.y-a.y)
	if long == 0 {
		return
	}
	dx, dy := (b.x-a.x)/long*thick/2, (b.y-a.y)/long*thick/2
	p.fill([]point{{a.x - dy, a.y + dx}, {b.x - dy, b.y + dx}, {b.x + dy, b.y - dx}, {a.x + dy, a.y - dx}}, colour)
}

// fill paints a polygon. Only the pixels about it are looked at.
func (p *painter) fill(outline []point, colour string) {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, q := range outline {
		q = p.at(q)
		low, high = point{min(low.x, q.x), min(low.y, q.y)}, point{max(high.x, q.x), max(high.y, q.y)}
	}
	box := image.Rect(int(low.x)-1, int(low.y)-1, int(high.x)+2, int(high.y)+2).Intersect(p.img.Bounds())
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	for i, q := range outline {
		q = p.at(q)
		x, y := float32(q.x)-float32(box.Min.X), float32(q.y)-float32(box.Min.Y)
		if i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
	r.Draw(p.img, box, image.NewUniform(paint(colour)), image.Point{})
}

func (p *painter) label(l label) {
	key := letters{l.size * p.k, l.bold}
	f := p.faces[key]
	if f == nil {
		f = face(key.size, key.bold)
		p.faces[key] = f
	}
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(paint(l.fill)), Face: f}
	at := p.at(l.at)
	switch w := float64(d.MeasureString(l.text)) / 64; l.anchor {
	case "middle":
		at.x -= w / 2
	case "end":
		at.x -= w
	}
	d.Dot = fixed.Point26_6{X: fixed.Int26_6(at.x * 64), Y: fixed.Int26_6(at.y * 64)}
	d.DrawString(l.text)
}

// paint is a colour from its six digits.
func paint(hex string) color.RGBA {
	v, _ := strconv.ParseUint(hex[1:], 16, 32) // of this package
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}
