// The page's words in both languages, and which of them is spoken.
const WORDS = {
  brand: ["医证", "Yizheng"], door: ["病历起草与签名", "Records: draft and sign"],
  shelf: ["病历列表", "Records"], fresh: ["新建", "New"], learned: ["修改统计", "Edits"], sign_out: ["退出", "Sign out"],
  other_language: ["English", "中文"],
  name: ["姓名", "Name"], sex: ["性别", "Sex"], age: ["年龄", "Age"], pid: ["病历号", "Record no."],
  template: ["病历类型", "Form"], conversation: ["对话", "Conversation"], record: ["病历", "Record"],
  facts: ["医院系统数据", "From the hospital's systems"], draft_it: ["起草病历", "Draft the record"], drafting: ["正在起草…", "Drafting…"],
  paste: ["粘贴对话（每行“医生：…”“患者：…”），或把文件拖到这里", "Paste the conversation (\"Doctor: …\", \"Patient: …\"), or drop a file here"],
  choose_file: ["选择文件", "Choose a file"], file_kinds: ["文本、VTT、SRT、JSON；检验数据可用 FHIR 或 HL7", "Text, VTT, SRT, JSON; results as FHIR or HL7"],
  who: ["谁是谁", "Who is who"], who_hint: ["这些名字没有说明身份，机器按提问多少推断，请核对：", "These names do not say who speaks; the roles are guesses. Please check:"], who_first: ["先核对谁是谁，再起草", "Check who is who, then draft"],
  patient: ["患者", "Patient"], patient_first: ["先写病历号，再起草", "The record number comes first"], pid_hint: ["住院号或门诊号，签名时要再核对一次", "Named once more when you sign"],
  read_done: ["已读入 {0} 句对话，{1} 项数据", "{0} turns and {1} values read"], read_nothing: ["没有读到对话", "No conversation was read"],
  condition: ["病情 / 类别（决定时限）", "Condition (sets the deadline)"], choose: ["请选择", "Choose"], started: ["入院 / 手术 / 就诊时间（计时起点）", "Admission, operation or visit (the clock starts here)"],
  other_patient: ["文件里的病历号 {0} 与填写的 {1} 不同，已停止读入", "The file belongs to {0}, not to {1}; nothing was taken in"],
  other_facts: ["“{0}”属于病历号 {1}，不是 {2}。请核对病历号，或移除这一项", "{0} belongs to {1}, not to {2}. Check the record number, or take it out"], no_text: ["这个文件不是文本（UTF-8、UTF-16 或 GB18030）", "This file is no text (UTF-8, UTF-16 or GB18030)"],
  empty_shelf: ["还没有病历。从一段对话开始。", "No record yet. Begin with a conversation."], author: ["创建", "By"], changed: ["最后修改", "Changed"], due: ["时限", "Due"], state: ["状态", "State"],
  s_draft: ["草稿", "Draft"], s_signed: ["已签名", "Signed"], s_amended: ["已签名·有补充", "Signed, amended"], s_discarded: ["已作废", "Discarded"],
  speaker_doctor: ["医生", "Doctor"], speaker_patient: ["患者", "Patient"], speaker_family: ["家属", "Family"], speaker_nurse: ["护士", "Nurse"],
  left: ["剩余 {0}", "{0} left"], overdue: ["超时 {0}", "{0} overdue"], at_once: ["就诊时完成", "Due at the visit"], no_deadline: ["无固定时限", "No fixed time"],
  hours: ["{0}小时{1}分", "{0} h {1} min"], days: ["{0}天{1}小时", "{0} d {1} h"],
  saved: ["已保存 · 第{0}版", "Saved, version {0}"], saving: ["保存中…", "Saving…"], unsaved: ["未保存", "Not saved"], save_failed: ["保存失败，文字仍在页面上", "Not saved; your words are still here"],
  undo: ["撤销", "Undo"], history: ["修改记录", "History"], export: ["导出", "Export"], copy: ["复制全文", "Copy"], copied: ["已复制，AI 标识一并带上", "Copied with its AI label"], discard: ["作废", "Discard"],
  discard_sure: ["作废这份草稿？修改记录仍会保留。", "Discard this draft? Its trace stays."], discarded: ["草稿已作废", "The draft was discarded"],
  sign: ["签名", "Sign"], amend: ["补充", "Amend"], walk: ["逐句核对", "Review line by line"],
  missing: ["未提供", "Not provided"], missing_required: ["必填，尚未提供", "Required, not provided"], write_here: ["点击补写", "Click to write"], nobody_said: ["对话中没有提到", "Nobody spoke about it"], from_signature: ["签名后填入", "Filled by the signature"],
  checked: ["已核对", "Checked"], check_it: ["标为已核对", "Mark as checked"], check_first: ["核对", "Check"],
  progress: ["已核对 {0} / {1}", "{0} of {1} checked"], all_checked: ["全部核对完毕，可以签名", "All checked; ready to sign"], required_left: ["必填未提供", "Required and missing"],
  findings: ["质控提示", "Quality control"], no_findings: ["没有提示", "Nothing to remark"], dropped: ["未写入病历", "Left out of the record"], codes: ["诊断编码", "Diagnosis codes"], codes_hint: ["从医院诊断库中选择，机器不会代选", "Chosen by you from the hospital's table"], codes_search: ["搜索诊断名称或编码", "Search by name or code"], offered: ["病历中提到", "Named in the record"], none_found: ["没有找到", "Nothing found"], remove: ["移除", "Remove"],
  wording: ["改成病历用语", "In a record's words"], wording_waits: ["正在请模型改写…", "Asking the model…"], wording_of: ["已改写 {0} / {1}", "{0} of {1} done"], wording_hint: ["只改写已有句子，逐句核对，意思不同的不采用；可以随时取消", "Only sentences that stand already; each is checked, and what says something else is not used"], wording_done: ["改写了 {0} 句，{1} 句保持原话", "{0} sentences rewritten, {1} as they were said"], wording_none: ["没有句子需要改写", "No sentence was rewritten"], model_line: ["机器起草 · 模型改写，来源不变", "Drafted by machine, in a model's words; same source"], k_worded: ["模型改写", "Model's words"],
  machine_line: ["机器起草", "Drafted by machine"], by_line: ["{0} 书写", "Written by {0}"], edited_line: ["{0} 修改，来源保留", "Reworded by {0}; sources kept"], unlinked: ["没有来源", "No source"], sources: ["来源", "Source"],
  others: ["{0} 也在看这份病历", "{0} is in this record too"], moved: ["这份病历刚被别人改过，您的文字还没有保存。先载入最新一版，再核对写入。", "Somebody changed the record; your words are not saved. Load the newest version, then enter them again."], load_newest: ["载入最新", "Load the newest"], mine: ["您未保存的文字", "Your unsaved words"],
  sign_title: ["签名确认", "Sign this record"], sign_who: ["您将为这位患者签署病历", "You sign for this patient"], sign_pid: ["再输入一次病历号", "Type the record number once more"], sign_unopened: ["还没有核对的段落", "Sections not checked yet"], sign_whole: ["全文已核对（会记录阅读时长）", "I have read the whole record (the time is logged)"], sign_after: ["签名后正文不再改动，只能补充；标识改为", "After signing the text stands; you can only amend. The label becomes"], cancel: ["取消", "Cancel"], write_first: ["请先补写，或写明“未采集”。", "Write them first, or that they were not taken."], confirm: ["确定", "Confirm"], signed_toast: ["已签名", "Signed"],
  amend_title: ["补充记录", "Amend the record"], amend_text: ["补充内容", "What is added"], amend_reason: ["原因", "Why"], amend_section: ["段落", "Section"], whole_record: ["整份病历", "The whole record"], amendments: ["补充记录", "Amendments"], amend_after: ["原文保持不变，补充以您的名义附后。", "The signed text stays; the amendment follows under your name."],
  version: ["第 {0} 版", "Version {0}"], k_machine: ["机器起草", "Machine draft"], k_edit: ["修改", "Edit"], k_decided: ["逐步审核", "Step"], k_restored: ["恢复", "Restored"], k_coded: ["编码", "Coded"], k_signed: ["签名", "Signed"], k_amended: ["补充", "Amended"], k_discarded: ["作废", "Discarded"], restore: ["恢复到此版", "Restore"], machine: ["机器", "Machine"], close: ["关闭", "Close"],
  x_pdf: ["PDF", "PDF"], x_docx: ["Word（DOCX）", "Word (DOCX)"], x_fhir: ["FHIR R4B 文档", "FHIR R4B document"], x_hl7: ["HL7 v2 MDM", "HL7 v2 MDM"], x_oru: ["HL7 v2 ORU", "HL7 v2 ORU"], x_text: ["纯文本", "Plain text"], x_hint: ["每种格式都带 AI 标识，导出会记入审计", "Each carries the AI label; exports are audited"],
  accept: ["接受", "Accept"], reject: ["删去", "Remove"], edit: ["修改", "Edit"], walk_of: ["{0} / {1}", "{0} of {1}"], walk_done: ["机器写的句子都看过了", "Every machine sentence was looked at"], walk_keys: ["Enter 接受 · Delete 删去 · E 修改 · Esc 结束", "Enter accept · Delete remove · E edit · Esc end"],
  steps: ["逐步审核", "Review step by step"], steps_progress: ["已审核 {0} / {1} 步", "{0} of {1} steps decided"], steps_done: ["每一步都已审核", "Every step is decided"], steps_left: ["还没有审核的步骤", "Steps not decided yet"], steps_doctor: ["由医生审核", "A doctor decides"], steps_keys: ["A 接受 · E 修改 · R 不采用 · Esc 结束", "A accept · E edit · R reject · Esc end"],
  step_todo: ["待审核", "Waiting"], step_lacking: ["待补写", "To be written"], step_none: ["未提供", "Not provided"], step_accept: ["已接受", "Accepted"], step_edit: ["已修改", "Edited"], step_reject: ["未采用", "Rejected"], step_do_accept: ["接受", "Accept"], step_do_reject: ["不采用", "Reject"], step_save: ["保存并采用", "Save and use"], step_skip: ["跳过", "Skip"],
  fresh_title: ["新建病历", "New record"], l_of: ["{0} 份已签名", "{0} signed"], l_lines: ["最常被改掉的机器句子", "Machine sentences rejected most"], l_times: ["{0} 份", "{0} records"], l_lines_hint: ["只来自您能看到的病历，每次现查，不另存", "Only from records that you may see, read anew each time, kept nowhere"],
  learned_intro: ["已签名病历中，医生改动了机器草稿的多少；统计里没有任何病历文字。", "How much doctors changed of signed drafts; what is counted holds no words of any record."], l_section: ["段落", "Section"], l_changed: ["改动比例", "Changed"], l_rejected: ["删去的句子", "Sentences removed"], l_seconds: ["每份用时", "Seconds each"], l_records: ["份数", "Records"], learned_none: ["签过名的病历还没有。", "No signed record yet."],
  c_import: ["导入 CSV", "Import a CSV"], c_intro: ["医生在病历上选诊断编码时，只能从这里的表里选；机器不会代填。", "A doctor chooses codes on a record from these tables only; the machine never enters one."], c_format: ["第一行写列名：编码,名称（可加 体系,版本）；UTF-8 或 GB18030。同名的表会被替换；已写在病历上的编码不变。", "The first line names the columns: code,name (and system,version if you like); UTF-8 or GB18030. A table of the same name is replaced; codes on records stay."],
  c_starter: ["示例表（导入本院的表后不再使用）", "Starter (unused once you import your own)"], c_rows: ["{0} 条", "{0} rows"], c_taken: ["已导入 {0}：{1} 条", "{0} taken in: {1} rows"], c_refused: ["没有导入，原来的表不变：{0}", "Not taken in, the old table stands: {0}"], c_remove_sure: ["不再使用“{0}”？已写在病历上的编码不变。", "Take {0} away? Codes on records stay."],
  forms: ["模板", "Forms"], f_new: ["新建模板", "New form"], f_intro: ["病历按这些模板起草。医院可以改写任何一个，或添加自己的；签名后从下一份草稿开始使用。", "Records are drafted with these forms. Change any of them or add your own; a signed form is used from the next draft on."],
  f_packaged: ["随产品提供", "Packaged"], f_file: ["文件夹中的文件", "A file in the folder"], f_signed: ["已签名 · 第{0}版", "Signed, version {0}"], f_to_check: ["待核对", "To be checked"], f_steps: ["逐步审核", "Step by step"],
  f_words: ["模板内容（TOML）", "The form (TOML)"], f_sample: ["示例对话", "Sample conversation"], f_preview: ["预览", "Preview"], f_preview_only: ["预览 · 示例对话，不会保存", "Preview on a sample; nothing is kept"], f_stale: ["改正之后更新预览", "The preview goes on once this is corrected"], f_upload: ["上传文件", "Upload a file"], f_sign: ["签名启用", "Sign and use"], f_withdraw: ["停用", "Take back"], f_withdrawn: ["已停用，恢复原来的模板", "Taken back; what stood before stands again"], f_reason: ["原因", "Why"], f_sign_hint: ["版本、签名人和原因会记入审计", "Version, signer and reason go into the audit"], f_load: ["载入此版", "Load"], f_changed: ["有改动，尚未签名", "Changed, not signed"], f_faulty: ["{0} 处需要改正", "{0} to correct"], f_line: ["第 {0} 行", "Line {0}"], f_too_long: ["文件太大", "The file is too big"],
  f_required: ["必填", "Required"], f_optional: ["可选", "Optional"], f_facts: ["由医院系统填入", "From the hospital's systems"], f_notes: ["提示", "Notes"], fn_elsewhere: ["没有专门段落的内容会写进“elsewhere”所指的段落：{0}", "What no section takes goes where 'elsewhere' says: {0}"], fn_by_hand: ["“{0}”没有内容来源，只能手写", "Nothing fills {0}; it is written by hand"], fn_no_signature: ["没有签名段落", "No section for the signature"], fn_no_clock: ["没有 due_hours，页面不计时", "No due_hours: no clock on the page"], fv_saved: ["签名", "Signed"], fv_withdrawn: ["停用", "Taken back"],
  ff_no_toml: ["格式不对", "Not TOML"], ff_missing: ["缺少这一项", "Missing"], ff_extra_forbidden: ["没有这个键，可能拼错", "No such key"], ff_enum: ["没有这一类内容", "No such kind"], ff_twice: ["重复", "Twice"], ff_no_such_section: ["没有这个段落", "No such section"], ff_bad_cue: ["提示词不能用", "The cue cannot be used"], ff_bool_parsing: ["只能写 true 或 false", "true or false"], ff_too_short: ["太短", "Too short"], ff_too_long: ["太长", "Too long"], ff_literal_error: ["只能用给出的词", "One of the given words"],
  kind_chief: ["主诉", "chief complaint"], kind_present: ["现病史", "present illness"], kind_past: ["既往史", "past history"], kind_allergy: ["过敏史", "allergies"], kind_personal: ["个人史", "personal history"], kind_reproductive: ["婚育史", "reproductive history"], kind_menstrual: ["月经史", "menstrual history"], kind_family: ["家族史", "family history"], kind_exposure: ["接触史", "exposure"], kind_general: ["一般情况", "general"], kind_exam: ["查体", "examination"], kind_result: ["检查结果", "results"], kind_diagnosis: ["诊断", "diagnosis"], kind_plan: ["处理", "plan"], kind_course: ["诊疗经过", "course"],
  f_blank_name: ["新模板", "New form"], f_blank_deadline: ["就诊时完成", "at the visit"], f_blank_source: ["本院规定", "our own rule"], f_blank_chief: ["主诉", "Chief complaint"], f_blank_history: ["病史", "History"], f_blank_exam: ["检查", "Findings"], f_blank_plan: ["诊断与处理", "Assessment and plan"], f_blank_signature: ["医师签名", "Signature"],
  fault: ["出错了：{0}", "It failed: {0}"], offline: ["无法连接服务器", "The server cannot be reached"], back: ["返回列表", "Back to the list"], not_for_you: ["您的账户不使用病历页面。", "Your account has no use of this page."],
};

let chosen = "zh";
try { chosen = localStorage.getItem("yz-language") === "en" ? "en" : "zh"; } catch { /* private mode */ }

export const language = () => chosen;

export function speak(next) {
  chosen = next;
  document.documentElement.lang = next === "en" ? "en" : "zh-Hans";
  try { localStorage.setItem("yz-language", next); } catch { /* private mode: for this page only */ }
}

export function w(key, ...values) {
  const text = WORDS[key]?.[chosen === "en" ? 1 : 0] ?? key;
  return text.replace(/\{(\d)\}/g, (_, number) => String(values[Number(number)] ?? ""));
}

// An element with attributes, listeners (`onclick`) and children; strings become text, never mark-up.
export function h(tag, given = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const made = document.createElement(name || "div");
  made.classList.add(...classes);
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(made.dataset, value);
    else if (key in made && !["list", "form", "style"].includes(key)) made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(3).filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}
