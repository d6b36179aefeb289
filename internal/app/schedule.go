package app

// schedule registers the workers of all rooms and when they run.
func (a *App) schedule() error {
	if err := a.iam.RegisterJobs(a.jobs); err != nil {
		return err
	}
	return a.upkeep.RegisterJobs(a.jobs)
}
