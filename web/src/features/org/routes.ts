import { loadTexts } from '@shared/i18n/i18n'
import { settingsRoute } from '@shared/routing/roots'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'

const textsOf = (...namespaces: string[]) => () => loadTexts([...namespaces, 'permission', 'event'])

const companyRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'company',
  loader: textsOf('org'),
  component: lazyRouteComponent(() => import('./CompanyPage'), 'CompanyPage'),
})

export const teamsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'teams',
  validateSearch: (search: Record<string, unknown>): { id?: number; create?: 1 } => {
    const id = Number(search['id'])
    return { ...(Number.isSafeInteger(id) && id > 0 ? { id } : {}), ...(Number(search['create']) === 1 ? { create: 1 } : {}) }
  },
  loader: textsOf('org'),
  component: lazyRouteComponent(() => import('./TeamsPage'), 'TeamsPage'),
})

export const calendarRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'calendar',
  validateSearch: (search: Record<string, unknown>): { year?: number } => {
    const year = Number(search['year'])
    return Number.isSafeInteger(year) && year >= 2000 && year <= 2100 ? { year } : {}
  },
  loader: textsOf('calendar'),
  component: lazyRouteComponent(() => import('./CalendarPage'), 'CalendarPage'),
})

export const orgSettingsRoutes = [companyRoute, teamsRoute, calendarRoute] as const
