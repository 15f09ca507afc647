package unmask

// Ready makes the tables that nearly every text needs. Who calls it beside
// something else spares the first text the waiting.
func Ready() {
	pairs()
	skimTable()
	grams()
	words()
}
