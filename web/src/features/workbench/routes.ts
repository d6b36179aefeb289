import { loadTexts } from '@shared/i18n/i18n'
import { appRoute } from '@shared/routing/roots'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'

const workbenchRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  loader: () => loadTexts(['workbench']),
  component: lazyRouteComponent(() => import('./WorkbenchPage'), 'WorkbenchPage'),
})

export const workbenchRoutes = [workbenchRoute] as const
