import { dayOf, defaultZone, formatDateText, formatWeekday } from '@shared/format/time'
import { useNow } from '@shared/format/useNow'
import { PageHeader } from '@shared/ui/PageHeader'
import { Panel, PanelEmpty } from '@shared/ui/Panel'
import { useTranslation } from 'react-i18next'

/** The day of the person: what is due, what is missing, what runs out. */
export function WorkbenchPage() {
  const { t, i18n } = useTranslation('workbench')
  const today = dayOf(useNow(), defaultZone)
  const date = t('date', { date: formatDateText(today, i18n.language), weekday: formatWeekday(today, i18n.language) })
  return (
    <>
      <PageHeader title={t('title')} count={date} />
      <Panel title={t('today.title')}>
        <PanelEmpty text={t('today.empty')} />
      </Panel>
      <Panel title={t('unrecorded.title')}>
        <PanelEmpty text={t('unrecorded.empty')} />
      </Panel>
      <Panel title={t('protection.title')}>
        <PanelEmpty text={t('protection.empty')} />
      </Panel>
    </>
  )
}
