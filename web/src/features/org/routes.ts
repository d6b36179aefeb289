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
  validateSearch: (search: Record<string, unknown>): { id?: number } => {
    const id = Number(search['id'])
    return Number.isSafeInteger(id) && id > 0 ? { id } : {}
  },
  loader: textsOf('org'),
  component: lazyRouteComponent(() => import('./TeamsPage'), 'TeamsPage'),
})

export const orgSettingsRoutes = [companyRoute, teamsRoute] as const
