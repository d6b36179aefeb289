import { Problem } from '../api/problem'
import { meQuery, setupQuery, type Me } from '../session/session'
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** On the way to the login: the session was over while the person worked. */
    ended?: boolean
  }
}

/** What every loader gets. */
export interface RouterContext {
  queryClient: QueryClient
}

/** The parents that features hang their routes on. The app gives them their frames (app/router.tsx). */
export const rootRoute = createRootRouteWithContext<RouterContext>()({})

/** Pages without the shell and without a session: login, set-up, password reset. */
export const publicRoute = createRoute({ getParentRoute: () => rootRoute, id: 'public' })

const passwordPage = '/profile/password'
const secondFactorPage = '/profile/second-factor'

/** Pages inside the shell for somebody who is signed in. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const me = await requireSession(context.queryClient, location.href)
    // Until the password is changed the server refuses everything else.
    if (me.must_change_password && location.pathname !== passwordPage) throw redirect({ to: passwordPage })
    // The same holds until the demanded second factor is set up.
    if (!me.must_change_password && me.second_factor_required && location.pathname !== secondFactorPage) throw redirect({ to: secondFactorPage })
  },
})

/** Pages of the settings, with their own left navigation. */
export const settingsRoute = createRoute({ getParentRoute: () => appRoute, path: 'settings' })

/** Pages of the person's own account, in the same frame as the settings. */
export const profileRoute = createRoute({ getParentRoute: () => appRoute, path: 'profile' })

/** Sends people without a session to the login, or to the set-up of a new installation. */
async function requireSession(queryClient: QueryClient, href: string): Promise<Me> {
  try {
    // At once from memory, and looked up behind: permissions change while people work.
    return await queryClient.ensureQueryData({ ...meQuery, revalidateIfStale: true })
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
    if (await isSetupNeeded(queryClient)) throw redirect({ to: '/setup' })
    const wasKnown = queryClient.getQueryData(meQuery.queryKey) !== undefined
    throw redirect({ to: '/login', search: href === '/' ? {} : { next: href }, state: { ended: wasKnown } })
  }
}

/** True on a new installation. Once set up, the server may hide the address. */
export async function isSetupNeeded(queryClient: QueryClient): Promise<boolean> {
  try {
    return (await queryClient.ensureQueryData(setupQuery)).needed
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 409)) return false
    throw error
  }
}
