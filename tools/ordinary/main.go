// Command ordinary gathers ordinary documents from packages of free software,
// for training the built-in model and for measuring false alarms:
//
//	go run ./tools/ordinary fetch -into DIR          # packages.txt, with npm, apt-get, dpkg-deb and go
//	go run ./tools/ordinary rows -from DIR -out DIR  # what is unpacked there, as rows of tools/corpus
//
// rows writes train/, held/ and doubtful/ with JSON lines files. All rows of a
// project (a source package of Debian, an npm package or scope, a Go module)
// are in either train or held, about five in nine of the projects in train. The
// same folder gives the same rows. fetch takes the versions that are served on
// that day, so a corpus that is made later differs where packages have moved on.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "ordinary:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("say fetch or rows")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	switch args[0] {
	case "fetch":
		list := flags.String("list", "tools/ordinary/packages.txt", "the packages, one a line: npm NAME, debian NAME or go MODULE")
		into := flags.String("into", "", "folder to fetch and unpack into")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		if *into == "" {
			return fmt.Errorf("fetch needs -into DIR")
		}
		return fetch(*list, *into)
	case "rows":
		from := flags.String("from", "", "folder that fetch filled")
		out := flags.String("out", "", "folder for train, held and doubtful")
		var most limits
		flags.IntVar(&most.npm, "npm", 12, "rows at most from one npm package")
		flags.IntVar(&most.debian, "debian", 12, "rows at most from one Debian package")
		flags.IntVar(&most.golang, "go", 12, "rows at most from one Go module")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		if *from == "" || *out == "" {
			return fmt.Errorf("rows needs -from DIR and -out DIR")
		}
		return writeRows(*from, *out, most)
	}
	return fmt.Errorf("%q is neither fetch nor rows", args[0])
}
