"""The patient's page: a phone-first chat over triage, reports, guidelines and people; alarms need no account.

`shell` the still page · `talk` what the browser sends · `visitor` who it is · `course` one message, walked ·
`filing` what is kept · `reports` read · HTML: `alarms`, `asking`, `direction`, `answer`, `report`, `tickets`,
`keepsake` · `drawer` what is one's own · `router` addresses · `words` labels in three scripts.
"""
