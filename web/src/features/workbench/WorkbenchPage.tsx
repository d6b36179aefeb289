import { dayOf, formatDateText, formatWeekday } from '@shared/format/time'
import { useNow } from '@shared/format/useNow'
import { LinkNotice } from '@shared/session/LinkNotice'
import { holds, useMe, useZone } from '@shared/session/session'
import { PageHeader } from '@shared/ui/PageHeader'
import { Panel, PanelEmpty } from '@shared/ui/Panel'
import { Notice } from '@shared/ui/States'
import { calendarQuery } from '@shared/workcalendar/api'
import { todayMark } from '@shared/workcalendar/months'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { FirstSteps } from './FirstSteps'

/** The day of the person: what is due, what is missing, what runs out. */
export function WorkbenchPage() {
  const { t, i18n } = useTranslation('workbench')
  const me = useMe()
  const today = dayOf(useNow(), useZone())
  const calendar = useQuery(calendarQuery(Number(today.slice(0, 4))))
  const mark = (calendar.data && todayMark(today, calendar.data))?.mark ?? 'unknown'
  const date = t(`date.${mark}`, { date: formatDateText(today, i18n.language), weekday: formatWeekday(today, i18n.language) })
  return (
    <>
      <PageHeader title={t('title')} count={date} />
      {me?.insecure_transport === true && holds(me, 'iam.policy.write') && <Notice kind="warning">{t('insecure')}</Notice>}
      <LinkNotice />
      <FirstSteps />
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
