import { api, ok } from '@shared/api/client'
import { Problem } from '@shared/api/problem'
import { faultNamespaces, loadTexts } from '@shared/i18n/i18n'
import { forgetSession } from '@shared/session/session'
import { usePreferences } from '@shared/theme/preferences'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { PageTitle } from '@shared/ui/PageHeader'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './iam.module.css'

interface Account {
  name: string
  login: string
  password: string
}

/** The first start: the company, then its first administrator. Going back keeps what was typed. */
export function SetupPage() {
  const { t } = useTranslation('iam')
  const [company, setCompany] = useState<string>()
  const [onAccount, setOnAccount] = useState(false)
  const [account, setAccount] = useState<Partial<Account>>({})
  const step = onAccount ? 2 : 1
  return (
    <>
      <p className={styles.steps}>{t('setup.step', { step, of: 2 })}</p>
      <div className={styles.head}>
        <PageTitle>{t(onAccount ? 'setup.accountTitle' : 'setup.companyTitle')}</PageTitle>
        <p className={styles.lead}>{t(onAccount ? 'setup.accountLead' : 'setup.companyLead')}</p>
      </div>
      {onAccount && company !== undefined ? (
        <AccountStep company={company} account={account} onChange={setAccount} onBack={() => setOnAccount(false)} />
      ) : (
        <CompanyStep
          company={company}
          onDone={(name) => {
            setCompany(name)
            setOnAccount(true)
          }}
        />
      )}
    </>
  )
}

function CompanyStep({ company, onDone }: { company: string | undefined; onDone: (name: string) => void }) {
  const { t } = useTranslation('iam')
  return (
    <FormLayout<{ company: string }>
      wide
      submitLabel={t('setup.next')}
      labels={{ company: t('setup.company') }}
      {...(company === undefined ? {} : { initialValues: { company } })}
      onSubmit={async (values) => onDone(await checkedName(values.company.trim()))}
    >
      <Field name="company" label={t('setup.company')} hint={t('setup.companyHint')} required>
        <Input name="organization" autoComplete="organization" enterKeyHint="next" autoFocus />
      </Field>
    </FormLayout>
  )
}

const longestName = 100

/** The server sees the name only together with the account; what it would refuse is refused at its field already. */
async function checkedName(name: string): Promise<string> {
  if ([...name].length <= longestName) return name
  await loadTexts(faultNamespaces)
  throw new Problem({ status: 422, code: 'common.invalid', fields: [{ path: 'company', code: 'too_long', params: { max: longestName } }] })
}

interface AccountStepProps {
  company: string
  account: Partial<Account>
  onChange: (account: Partial<Account>) => void
  onBack: () => void
}

function AccountStep({ company, account, onChange, onBack }: AccountStepProps) {
  const { t } = useTranslation('iam')
  const [{ language }] = usePreferences()
  const queryClient = useQueryClient()
  const navigate = useNavigate()

  const create = async ({ administrator: values }: { administrator: Account }) => {
    onChange(values)
    await ok(api.POST('/api/v1/setup', { body: { company: { name: company }, administrator: values, locale: language } }))
    await ok(api.POST('/api/v1/session', { body: { login: values.login, password: values.password } }))
    forgetSession(queryClient)
    await navigate({ to: '/' })
  }
  return (
    <FormLayout<{ administrator: Account }>
      wide
      submitLabel={t('setup.submit')}
      labels={{
        'company.name': t('setup.company'),
        'administrator.name': t('setup.name'),
        'administrator.login': t('setup.login'),
        'administrator.password': t('setup.password'),
      }}
      initialValues={{ administrator: { name: '', login: '', password: '', ...account } }}
      onSubmit={create}
      secondary={
        <Button block onClick={onBack}>
          {t('setup.back')}
        </Button>
      }
    >
      <Field name={['administrator', 'name']} label={t('setup.name')} required>
        <Input name="name" autoComplete="name" enterKeyHint="next" autoFocus />
      </Field>
      <Field name={['administrator', 'login']} label={t('setup.login')} hint={t('setup.loginHint')} required>
        <Input name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} enterKeyHint="next" />
      </Field>
      <Field name={['administrator', 'password']} label={t('setup.password')} hint={t('password.rule')} required>
        <Input.Password name="new-password" autoComplete="new-password" enterKeyHint="go" />
      </Field>
    </FormLayout>
  )
}
