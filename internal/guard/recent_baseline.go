package guard

import "github.com/mcp-watchdog/mcp-watchdog/internal/memory"

// Baselines implements Learnt.
func (r *Recent) Baselines(server string) ([]memory.Baseline, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stored(server), nil
}

func (r *Recent) stored(server string) (all []memory.Baseline) {
	for _, b := range r.baselines[server] {
		if b.Epoch == r.index.Learning(server).Epoch {
			all = append(all, b)
		}
	}
	return all
}

// Keep implements Learnt.
func (r *Recent) Keep(server string, merge func([]memory.Baseline) ([]memory.Baseline, error)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	all, err := merge(r.stored(server))
	if err != nil {
		return err
	}
	if r.baselines == nil {
		r.baselines = map[string]map[string]memory.Baseline{}
	}
	if r.baselines[server] == nil {
		r.baselines[server] = map[string]memory.Baseline{}
	}
	for _, b := range all {
		if b.Epoch == r.index.Learning(server).Epoch {
			r.baselines[server][b.Name] = b
		}
	}
	return nil
}
