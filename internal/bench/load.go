package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// request builds the n-th request of a scenario.
type request func(ctx context.Context, n int64) (*http.Request, error)

// result is what one load run measured.
type result struct {
	perSecond float64
	p50, p99  time.Duration
	cpu       time.Duration // of the server, per request
	failures  int64
	firstBad  string
}

// run loads a server with clients that ask one after the other for the given time.
func run(ctx context.Context, clients int, period time.Duration, pid int, build request) (result, error) {
	transport := &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 30 * time.Second}
	before, err := cpuTime(pid)
	if err != nil {
		return result{}, err
	}
	var number, bad atomic.Int64
	var firstBad atomic.Value
	took := make([][]time.Duration, clients)
	began := time.Now()
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for time.Since(began) < period {
				at := time.Now()
				if err := once(ctx, client, build, number.Add(1)); err != nil {
					bad.Add(1)
					firstBad.CompareAndSwap(nil, err.Error())
				}
				took[c] = append(took[c], time.Since(at))
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(began)
	after, err := cpuTime(pid)
	if err != nil {
		return result{}, err
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	r := result{
		perSecond: float64(len(all)) / elapsed.Seconds(), p50: quantile(all, .5), p99: quantile(all, .99),
		cpu: (after - before) / time.Duration(max(1, len(all))), failures: bad.Load(),
	}
	r.firstBad, _ = firstBad.Load().(string)
	return r, nil
}

func once(ctx context.Context, client *http.Client, build request, n int64) error {
	q, err := build(ctx, n)
	if err != nil {
		return err
	}
	answer, err := client.Do(q)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // read to its end below
	var body bytes.Buffer
	if _, err := io.Copy(&body, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("status %d: %.300s", answer.StatusCode, body.String())
	}
	return nil
}

// quantile of sorted durations, by the nearest rank.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
