package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// Personal data: a server may not fish for it through the model, which people answer
// as they answer a friend. A single thing may be what the work needs, and is told; two
// at once, or an official number, are a file on somebody.

// personal is a kind of data about a person.
type personal uint8

const (
	nothingPersonal personal = iota
	ofResidence
	ofBirth
	ofTelephone
	ofMeans
	ofRelatives
	ofHealth
	ofBelief
	ofOfficial
)

// newPersonalNames returns the names of what people are not asked through a model.
func newPersonalNames() *vocabulary[personal] {
	v := newVocabulary[personal]()
	v.add(ofResidence, `home address, postal address, private address, residential address, street address, where they live, where he lives, where she lives, where you live, postcode and street, place of residence,
		privatanschrift, wohnadresse, wohnort, adresse personnelle, adresse postale, domicilio, dirección particular, endereço residencial, indirizzo di casa, домашний адрес, адрес проживания, 住址, 家庭住址, 自宅住所, 집 주소`)
	v.add(ofBirth, `date of birth, birth date, birthdate, birthday, place of birth, birthplace, geburtsdatum, geburtsort, date de naissance, lieu de naissance, fecha de nacimiento, data de nascimento, data di nascita, geboortedatum, дата рождения, дату рождения, 出生日期, 生年月日, 생년월일`)
	v.add(ofTelephone, `phone number, telephone number, mobile number, cell number, private number, telefonnummer, handynummer, numéro de téléphone, número de teléfono, número de telefone, numero di telefono, номер телефона, 电话号码, 手机号, 電話番号, 전화번호`)
	v.add(ofMeans, `salary, income, net worth, bank balance, account balance, monthly earnings, employer, credit score, gehalt, einkommen, arbeitgeber, salaire, revenu, salario, ingresos, salário, stipendio, зарплата, доход, 收入, 工资, 年収, 소득`)
	v.add(ofRelatives, `names of their children, names of their family, their children, their spouse, family members, next of kin, name of their partner, emergency contact`)
	v.add(ofHealth, `diagnosis, diagnoses, medical history, medical condition, medical conditions, medical record, medical records, health condition, health conditions, health problems, illnesses, medication, medications, hiv status, pregnancy, mental health, disabilities,
		diagnose, krankheiten, vorerkrankungen, medikamente, antécédents médicaux, maladies, historial médico, enfermedades, histórico médico, storia clinica, диагноз, болезни, 病史, 病歴, 병력`)
	v.add(ofBelief, `religion, religious beliefs, political views, political opinions, party membership, sexual orientation, ethnic origin, ethnicity, criminal record, union membership, immigration status, religionszugehörigkeit, sexuelle orientierung, orientation sexuelle, orientación sexual`)
	return v
}

func (x *lexica) personalNames() *vocabulary[personal] { return made(&x.personal, newPersonalNames) }

// person judges whether the model is to get data about the user out of the user.
func (s *sampling) person(text string, all []term) (severity finding.Severity, fishes bool) {
	var kinds [ofOfficial + 1]bool
	n := 0
	note := func(k personal, at int) {
		if !kinds[k] && asksPerson(text, all, at) {
			kinds[k] = true
			n++
		}
	}
	for i := range all {
		if k, words := s.w.lexica().personalNames().at(all, i); words > 0 {
			note(k, i)
		}
	}
	for _, m := range s.w.lexica().mentions(all) {
		if m.kind == identity {
			note(ofOfficial, m.start)
		}
	}
	switch {
	case n == 0:
		return 0, false
	case (n > 1 || kinds[ofOfficial] || kinds[ofHealth] || kinds[ofBelief]) && !material(text, all):
		return finding.High, true
	}
	return finding.Medium, true
}

// reachOfFishing is how many words may stand between the order to ask the user and
// what the user is asked for.
const reachOfFishing = 24

// asksPerson reports whether words in front of a place, in the same sentence, have the
// model get something from a person.
func asksPerson(text string, all []term, at int) bool {
	person, user := personWords()[all[at].key], userWords()[all[at].key]
	for i := at - 1; i >= max(0, at-reachOfFishing); i-- {
		person = person || personWords()[all[i].key]
		user = user || userWords()[all[i].key]
		if person && personVerbs()[all[i].key] && !negated(all, i) && commands(text, all, i) {
			return user || !drafted(all, i)
		}
		if all[i].begins {
			return false
		}
	}
	return false
}

// drafted reports whether what the word is in is to be written to somebody else: the
// sentence begins with an order to write a letter, and goes on with what it asks.
func drafted(all []term, i int) bool {
	letter := false
	for k := i - 1; k >= 0 && !all[k+1].begins; k-- {
		letter = letter || letterWords()[all[k].key]
		if letter && draftVerbs()[all[k].key] {
			return true
		}
	}
	return false
}

// commands reports whether a verb begins a sentence or a clause, or follows a word that
// leads into an order.
func commands(text string, all []term, i int) bool {
	if i == 0 || all[i].begins || leadWords()[all[i-1].key] {
		return true
	}
	between := text[min(all[i-1].end, len(text)):min(all[i].start, len(text))]
	return strings.ContainsAny(between, ",;:\u2014-\n")
}

// material reports whether the text gives the model something to work on, in which
// people ask each other for things: behind a line that ends with a colon.
func material(text string, all []term) bool {
	k := strings.Index(text, ":\n")
	if k < 0 {
		return false
	}
	for i := range all {
		if all[i].start > k {
			return true
		}
		if personVerbs()[all[i].key] && i+1 < len(all) && commands(text, all, i) {
			return false
		}
	}
	return true
}

var personVerbs = wordSet(`ask request prompt convince persuade get obtain trick demand collect elicit interview question find learn frage bitte demande demandez pregunta pide pergunte chiedi`)

var (
	userWords   = wordSet(`user users human`)
	draftVerbs  = wordSet(`draft write compose prepare formulate create generate answer send`)
	letterWords = wordSet(`reply mail email letter message note text answer script template form questionnaire guide reminder response invitation survey`)
)
