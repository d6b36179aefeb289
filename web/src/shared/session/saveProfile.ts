import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, ifMatch, ok } from '../api/client'
import { Problem } from '../api/problem'
import type { components } from '../api/schema'
import { problemText } from '../i18n/problemText'
import { isLanguageKept, keepLanguage, preferences, type Preferences } from '../theme/preferences'
import { toasts } from '../ui/toastStore'
import { meQuery, refreshMe, useMe, type Me } from './session'

type MeChange = components['schemas']['MeInBody']

/** Changes the profile. Of two browsers that change it at once the later one wins, for each field on its own. */
export async function saveProfile(client: QueryClient, change: MeChange): Promise<Me> {
  const send = async () => {
    const { version } = await client.ensureQueryData(meQuery)
    return ok(api.PATCH('/api/v1/me', { params: { header: ifMatch(version) }, body: change }))
  }
  let me: Me
  try {
    me = await send()
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 412) throw error
    await refreshMe(client)
    me = await send()
  }
  client.setQueryData(meQuery.queryKey, me)
  return me
}

type Look = Pick<Preferences, 'theme' | 'language' | 'density' | 'shortcuts'>

/** Changes the look at once and keeps the choice in the profile, so that it follows the person to other browsers. */
export function useSaveLook(): (look: Partial<Look>) => void {
  const client = useQueryClient()
  return (look) => {
    preferences.set(look)
    const { language, ...rest } = look
    if (language) keepLanguage(false)
    saveProfile(client, { ...rest, ...(language ? { locale: language } : {}) }).catch((error: unknown) => toasts.error(problemText(error)))
  }
}

/** Takes the look from the profile when the person signs in. */
export function useLookOfProfile(): void {
  const me = useMe()
  const id = me?.id
  useEffect(() => {
    if (!me) return
    const language = isLanguageKept() ? preferences.get().language : me.locale
    preferences.set({ theme: me.theme, language, density: me.density, shortcuts: me.shortcuts })
    // Once per person: afterwards this browser leads and the profile follows.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [id])
}
