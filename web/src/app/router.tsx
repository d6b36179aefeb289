import { iamProfileRoutes, iamPublicRoutes, iamSettingsRoutes } from '@features/iam/routes'
import { orgSettingsRoutes } from '@features/org/routes'
import { upkeepSettingsRoutes } from '@features/upkeep/routes'
import { workbenchRoutes } from '@features/workbench/routes'
import { appRoute, profileRoute, publicRoute, rootRoute, settingsRoute } from '@shared/routing/roots'
import type { FocusAfterNavigation } from '@shared/ui/title'
import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { BareError, NotFoundPage, RouteError } from './pages'

publicRoute.update({
  component: lazyRouteComponent(() => import('./PublicFrame'), 'PublicFrame'),
})

appRoute.update({
  component: lazyRouteComponent(() => import('./AppShell'), 'AppShell'),
  errorComponent: BareError,
})

/** Every address that no feature knows, inside the shell. */
const unknownRoute = createRoute({ getParentRoute: () => appRoute, path: '$', component: NotFoundPage })

const settingsFrame = lazyRouteComponent(() => import('./SettingsFrame'), 'SettingsFrame')

settingsRoute.update({ component: settingsFrame })
profileRoute.update({ component: settingsFrame })

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./SettingsIndex'), 'SettingsIndex'),
})

const routeTree = rootRoute.addChildren([
  publicRoute.addChildren([...iamPublicRoutes]),
  appRoute.addChildren([
    ...workbenchRoutes,
    settingsRoute.addChildren([settingsIndexRoute, ...orgSettingsRoutes, ...iamSettingsRoutes, ...upkeepSettingsRoutes]),
    profileRoute.addChildren([...iamProfileRoutes]),
    unknownRoute,
  ]),
])

/** The router of the app. Feature routes hang under the parents in shared/routing/roots.ts. */
export function createAppRouter(queryClient: QueryClient, focus: FocusAfterNavigation) {
  const router = createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 200,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  })
  // Before the new page renders: its heading asks for the focus as soon as it stands.
  router.subscribe('onBeforeLoad', ({ fromLocation, pathChanged }) => {
    if (fromLocation && pathChanged) focus.request()
  })
  return router
}


declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
