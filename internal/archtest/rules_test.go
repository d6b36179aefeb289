package archtest

import (
	"os"
	"testing"
)

// TestRepository runs every rule over the repository.
func TestRepository(t *testing.T) {
	tree, err := Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			for _, f := range rule.Check(tree) {
				t.Errorf("%s\n\tbecause: %s", f, rule.Reason)
			}
		})
	}
}
