import { Permitted } from '@shared/session/Permitted'
import { refreshMe } from '@shared/session/session'
import { Facts } from '@shared/ui/Facts'
import { Field } from '@shared/ui/FormLayout'
import { PageHeader } from '@shared/ui/PageHeader'
import { SettingsForm } from '@shared/ui/SettingsForm'
import { SkeletonBlock } from '@shared/ui/Skeleton'
import { ErrorState } from '@shared/ui/States'
import { TimeText } from '@shared/ui/TimeText'
import { toasts } from '@shared/ui/toastStore'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { changeCompany, companyQuery, type Company } from './api'
import { monthName, zones } from './zones'

/** The company that this installation serves. */
export function CompanyPage() {
  const { t } = useTranslation('org')
  return (
    <Permitted permission="org.company.write" title={t('company.title')}>
      <PageHeader title={t('company.title')} />
      <Content />
    </Permitted>
  )
}

function Content() {
  const { t } = useTranslation('org')
  const company = useQuery(companyQuery)
  if (company.isPending) return <SkeletonBlock lines={6} />
  if (!company.data) return <ErrorState error={company.error} onRetry={() => void company.refetch()} />
  return (
    <>
      <CompanyForm company={company.data} />
      <Facts
        facts={[
          { id: 'currency', label: t('company.currency'), value: t('company.currencyFixed', { currency: company.data.base_currency }) },
          { id: 'since', label: t('company.since'), value: <TimeText at={company.data.created_at} as="date" /> },
        ]}
      />
    </>
  )
}

type Values = Pick<Company, 'name' | 'zone' | 'fiscal_year_start'>

function CompanyForm({ company }: { company: Company }) {
  const { t, i18n } = useTranslation('org')
  const client = useQueryClient()
  const { name, zone, fiscal_year_start } = company
  const saved = useMemo<Values>(() => ({ name, zone, fiscal_year_start }), [name, zone, fiscal_year_start])
  const save = async (version: number, values: Values) => {
    const answer = await changeCompany(version, { ...values, name: values.name.trim() })
    client.setQueryData(companyQuery.queryKey, answer)
    toasts.done(t('company.saved'))
    await refreshMe(client)
  }
  return (
    <SettingsForm<Values>
      saved={saved}
      labels={{ name: t('company.name'), zone: t('company.zone'), fiscal_year_start: t('company.fiscal') }}
      onSave={(values) => save(company.version, values)}
      conflict={{
        subject: { kind: 'company', id: 1 },
        onReload: () => client.refetchQueries({ queryKey: companyQuery.queryKey }),
        onOverwrite: async (values) => save((await client.fetchQuery({ ...companyQuery, staleTime: 0 })).version, values),
      }}
    >
      <Field name="name" label={t('company.name')} hint={t('company.nameHint')} required>
        <Input autoComplete="organization" />
      </Field>
      <Field name="zone" label={t('company.zone')} hint={t('company.zoneHint')} required>
        <Select showSearch={{ optionFilterProp: 'label' }} options={zones(zone).map((id) => ({ value: id, label: id }))} />
      </Field>
      <Field name="fiscal_year_start" label={t('company.fiscal')} hint={t('company.fiscalHint')} required>
        <Select options={Array.from({ length: 12 }, (_unused, index) => ({ value: index + 1, label: monthName(index + 1, i18n.language) }))} />
      </Field>
    </SettingsForm>
  )
}
