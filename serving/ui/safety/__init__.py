"""The safety officer's pages: whole pages that work without a script, behind the sign-in.

`routes` the addresses · `front` stop button and a sentence tried · `policy` lists, versions, preview ·
`register` the incidents · `lists` local lists as lines of text · `frame` what every page carries
"""
