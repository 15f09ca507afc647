package detect

import "regexp"

// lexica are the vocabularies of the rows that judge things as a whole. A
// runner makes each when it needs it, so that starting the program does not
// wait for them.
type lexica struct {
	directive, telling *regexp.Regexp // see difference.go
	acting             *regexp.Regexp // see difference_place.go

	secret   *vocabulary[secretKind]
	harvest  *vocabulary[harvest]
	manner   *vocabulary[manner]
	habit    *vocabulary[habit]
	personal *vocabulary[personal]
}

func (x *lexica) secretNames() *vocabulary[secretKind] { return made(&x.secret, newSecretNames) }
func (x *lexica) harvestNames() *vocabulary[harvest]   { return made(&x.harvest, newHarvestNames) }
func (x *lexica) manners() *vocabulary[manner]         { return made(&x.manner, newManners) }

func made[M comparable](at **vocabulary[M], make func() *vocabulary[M]) *vocabulary[M] {
	if *at == nil {
		*at = make()
	}
	return *at
}

func (w *Whole) lexica() *lexica { return &w.runner.lexica }
