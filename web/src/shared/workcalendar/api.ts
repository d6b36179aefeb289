import { queryOptions } from '@tanstack/react-query'
import { api, ok } from '../api/client'
import type { components } from '../api/schema'

export type WorkCalendar = components['schemas']['OrgCalendar']

/** Office hours and the days of a year that are not as usual. */
export const calendarQuery = (year: number) =>
  queryOptions({
    queryKey: ['calendar', year],
    queryFn: ({ signal }) => ok(api.GET('/api/v1/calendar', { signal, params: { query: { year } } })),
    placeholderData: (before) => before,
  })
