import { useTranslation } from 'react-i18next'
import { Notice } from '../ui/States'
import { mayLinksBeDead } from './links'
import { useMe } from './session'

/** Tells administrators that links may not open elsewhere, because the server's address is not set. */
export function LinkNotice() {
  const { t } = useTranslation('ui')
  const links = useMe()?.links
  return mayLinksBeDead(links) ? <Notice kind="warning">{t('links.guessed', { address: links?.base_url ?? '' })}</Notice> : null
}
