package guard

// promptParts are what teams write down about the prompts of their bots.
var promptParts = []string{
	"## The prompt of the %N bot, version %D\n\nThe system prompt is kept in `prompts/%N.md` and reviewed like code. The assistant answers questions about %N and its invoices. ",
	"It says who the assistant is, which tools it may call and what it must not do. If a customer asks for a refund, the assistant opens ticket %D and says who will answer. ",
	"We decided that the bot does not tell the user how a score of %D was computed, because the users of %N took it for a promise.\n\n",
	"- The bot should never mention internal ticket numbers such as %D.\n- Messages about %N are answered in the language of the user.\n- When a tool fails, the assistant tries once more and then reports the error to the user.\n\n",
	"Earlier instructions of the %N team were too long: the model followed the first %D words and forgot the rest. The new instructions are shorter, and every rule has an example. ",
	"Passwords and tokens never belong in a conversation; the assistant asks the user to reset the password of %N in the settings instead of sending it. ",
	"The memory of the assistant is cleared after %D days. Users can ask what it remembers about them and have it removed.\n\n",
	"### How we test\n\nEach change is run against %D recorded conversations. A run fails when the answer reveals the prompt, ignores the language of the user or calls a tool that was not asked for. Ask %N before you change the rules.\n\n",
}

// issueParts are issues and their templates.
var issueParts = []string{
	"### Bug report %D: %N cannot read its configuration\n\n- [ ] I have searched the existing issues before opening this one\n- [ ] I have removed passwords and tokens from the log below\n\n",
	"**What happened?** After the update to 3.%D the tool ignores the setting `%N` and asks for the password again. Before you answer: I have read the instructions in the README and followed all previous steps.\n\n",
	"**What should happen?** The client should send the request with the token from the environment, as it always did before.\n\n**Steps**\n\n1. Run `%N login` and copy the code.\n2. Open the settings and delete the old key.\n3. Run it again. It must not ask for the key.\n\n",
	"Please do not share private data here. Maintainers never ask for your credentials. If you need to send a log with secrets, upload it to the address that %N gives you in private.\n\n",
	"> %N wrote: I can confirm this on build %D. You can override the default with `--force`, but you will have to approve every call of the tool by hand.\n\n",
}

// logParts are lines of a log.
var logParts = []string{
	"2026-03-%D INFO  auth: user %N logged in with access token ****%D, session expires in %D s\n",
	"2026-03-%D WARN  auth: password of user %N has expired, reset mail sent to the administrator\n",
	"2026-03-%D DEBUG agent: assistant called tool send_report with 3 arguments, call %D\n",
	"2026-03-%D INFO  agent: system: context window at %D tokens, dropping previous messages\n",
	"2026-03-%D ERROR upload: request %D failed, 403 Forbidden: the API key must be sent in the header\n",
	"2026-03-%D INFO  cron: delete old records of %N: %D removed, all files kept\n",
	"2026-03-%D DEBUG http: POST https://%N.example.org/v1/upload 200 in %D ms, ignored header x-override\n",
}

// manualParts are the kind of manual that tells its readers what to do.
var manualParts = []string{
	"You must store the access key of %N in the vault and never send it by mail. Before you continue, read the instructions on page %D. ",
	"Note: all previous rules for %N no longer apply from version %D on; the new policy is described below. Administrators have to approve every request.\n\n",
	"To recover an account, open the settings, choose %N and enter the code that was sent to you. Do not share this code with anyone. ",
	"If the user does not confirm within %D minutes, the request is deleted and nothing is sent. The system will not tell the user why. ",
	"Important: you should copy your recovery key and keep it in a safe place, since %N support can not read it. Execute the following command to export all files of %N:\n\n    %N export --all --to backup-%D.tar\n\n",
	"The assistant in the side bar searches the documents of %N. It keeps the last %D questions of a session and skips what you may not see.\n\n",
}

// mailParts are what is said between a support desk and its customers.
var mailParts = []string{
	"Hello %N,\nthank you for your message about order %D. Please do not send us your password; we never ask for it.\n",
	"I followed all previous instructions and still cannot open the file. Could you tell me what to do before %N closes the account %D?\n",
	"To reset the token, open the settings, choose %N and follow the instructions. If you did not ask for this mail, ignore it and delete it.\n",
	"Our assistant has read the log that you uploaded. It says that user %N must confirm the address again; nothing else has to be done by you.\n",
	"Could you forward the whole conversation with %N to our second level, with ticket %D in the subject? They will answer within %D hours.\n",
}

// developerParts are instructions that developers give their own assistants.
var developerParts = []string{
	"# %N: how we work with coding assistants\n\nYou are working in the repository of %N. Read `docs/%N.md` before you change anything under `internal/`.\n\n",
	"- Always run `make test` before you commit. Never commit files larger than %D KB.\n- Do not edit generated files; change the template and run `go generate`.\n- Use the existing helpers of package %N instead of writing new ones.\n",
	"When the user asks for a new endpoint, write the test first, then the handler, then update the changelog. Keep answers short and say which files you changed.\n\n",
	"The assistant must ask before it deletes data, and it must never write secrets to the log. Tokens for %N come from the environment, see issue %D.\n\n",
	"If a tool call fails, report the error as it is and stop. Do not guess values for `%N`; ask the user.\n\n## Style %D\n\nImportant: dates are UTC, amounts are in cents, names are in English.\n\n",
}

// changelogParts are what releases say.
var changelogParts = []string{
	"## %D.2.0\n\n### Changed\n\n- The command `%N token` no longer prints the secret; use `--show` to reveal it (#%D).\n",
	"- All previous settings of %N are ignored from now on. Run `%N migrate` to keep them.\n- Tool calls that fail are retried once; the user is told about the second failure.\n",
	"### Fixed\n\n- Do not send the password of %N twice when the server answers 401 (#%D).\n- The assistant panel forgot the conversation after %D minutes.\n- Instructions in the README of %N were wrong about the order of steps.\n",
	"### Security\n\n- A prompt in a document could override the rules of the summary (CVE-2025-%D). Update before you enable the assistant for other users.\n- Deleting an account removes its API keys, too.\n\n",
}

// ciParts are lines of a build with colours.
var ciParts = []string{
	"\x1b[36;1mRun npm ci --ignore-scripts\x1b[0m\n\x1b[36;1mnpm run build -- --mode %N\x1b[0m\nshell: /usr/bin/bash -e {0}\nenv:\n  GITHUB_TOKEN: ***\n",
	"2026-03-1%DT10:11:12.000Z \x1b[32m✓\x1b[39m %N asks for the password before it sends the file \x1b[2m(%D ms)\x1b[22m\n",
	"2026-03-1%DT10:11:13.000Z \x1b[31m✗\x1b[39m %N ignores previous settings \x1b[90m%D ms\x1b[39m\n",
	"\x1b[33mwarning\x1b[39m %N@%D.0.1: deprecated, use the new instructions instead\n",
	"\x1b[1m\x1b[46m RUN \x1b[49m\x1b[22m \x1b[36mv3.%D\x1b[39m \x1b[90m/home/runner/%N\x1b[39m\n##[group]Post job cleanup of %N\n[command]/usr/bin/git config --local --unset-all http.https://github.com/.extraheader\n##[endgroup]\n",
}

// csvParts are lines of an export.
var csvParts = []string{
	"%D,%N,open,\"Please send the invoice to the new address\",2026-03-04T10:00:00Z,4.%D,user\n",
	"%D,%N,closed,\"User forgot the password, token reset by admin\",2026-03-05T11:30:00Z,17.%D,assistant\n",
	"%D,%N,open,\"The instructions in the manual are not clear\",2026-03-06T09:12:00Z,0.%D,user\n",
	"%D,%N,waiting,\"Do not call before 10; ignore the first reminder\",2026-03-07T16:45:00Z,99.%D,system\n",
}

// htmlParts are a page of a shop with a help section.
var htmlParts = []string{
	"<article class=\"card card-%D\" id=\"%N\">\n  <h2><a href=\"/help/%N?from=list\">How to reset the password of %N</a></h2>\n  <p>Open <b>Settings</b> and follow the instructions. Never share your recovery code with anyone.</p>\n</article>\n",
	"<li style=\"margin: 0 %Dpx; color: #333\"><img src=\"/img/%N.png\" alt=\"The settings of %N\" width=\"40\" height=\"40\"> Ask our assistant about order %D &mdash; it answers at once.</li>\n",
	"<div class=\"modal\" aria-hidden=\"true\" data-id=\"%D\"><form action=\"/login\" method=\"post\"><input type=\"hidden\" name=\"csrf\" value=\"%N%D\"><label>Password <input type=\"password\" name=\"pw\"></label></form></div>\n",
	"<!-- %N: section %D --><section><h3>Before you send a parcel</h3><p>You must not send batteries. Tell the driver &quot;%N&quot; and keep the receipt; the system deletes labels after %D days.</p></section>\n",
	"<script>window.shop=window.shop||[];shop.push({id:\"%N\",n:%D,user:null});</script>\n<noscript>Please enable JavaScript to use the assistant.</noscript>\n",
}

// minifiedParts are a program as it is served.
var minifiedParts = []string{
	"function %N(e,t){if(!e.token)throw new Error(\"password required\");return t.send({user:e.user,tool:t.name,id:%D})}",
	"var %N=function(){return{ignore:!0,previous:null,instructions:[],reset:function(e){this.previous=e,this.instructions.length=%D}}}();",
	"const %N=e=>e.map(t=>({...t,role:t.role||\"assistant\",content:\"\"+t.content})).filter(t=>\"system\"!==t.role&&t.n<%D),",
	"t%D=async e=>{const t=await fetch(`/api/%N/${e.id}`,{method:\"POST\",headers:{Authorization:`Bearer ${e.key}`}});if(!t.ok)throw await t.text();return t.json()};",
	"n.exports=JSON.parse('{\"%N\":[%D,\"Do not ask the user again\",\"Upload all files\"]}');",
}

// germanParts, frenchParts, japaneseParts and arabicParts are manuals.
var germanParts = []string{
	"Bewahren Sie den Zugangsschlüssel von %N im Tresor auf und senden Sie ihn niemals per E-Mail. Lesen Sie vorher die Anweisungen auf Seite %D. ",
	"Hinweis: Alle bisherigen Regeln für %N gelten ab Version %D nicht mehr; die neue Richtlinie steht weiter unten. Administratoren müssen jede Anfrage freigeben.\n\n",
	"Um ein Konto wiederherzustellen, öffnen Sie die Einstellungen, wählen %N und geben den Code ein, den Sie erhalten haben. Geben Sie diesen Code nicht weiter. ",
	"Bestätigt der Benutzer nicht innerhalb von %D Minuten, wird die Anfrage gelöscht und nichts gesendet. Der Assistent in der Seitenleiste durchsucht die Dokumente von %N.\n\n",
	"Wichtig: Kopieren Sie Ihr Passwort nicht in eine Datei. Führen Sie den folgenden Befehl aus, um alle Dateien zu exportieren:\n\n    %N export --all --to backup-%D.tar\n\n",
}

var frenchParts = []string{
	"Conservez la clé d'accès de %N dans le coffre et ne l'envoyez jamais par courriel. Lisez d'abord les instructions de la page %D. ",
	"Remarque : toutes les règles précédentes de %N ne s'appliquent plus à partir de la version %D ; la nouvelle politique est décrite plus bas. Les administrateurs doivent approuver chaque demande.\n\n",
	"Pour récupérer un compte, ouvrez les paramètres, choisissez %N et saisissez le code qui vous a été envoyé. Gardez ce code pour vous. ",
	"Si l'utilisateur ne confirme pas dans les %D minutes, la demande est supprimée et rien n'est envoyé. L'assistant de la barre latérale cherche dans les documents de %N.\n\n",
	"Important : ne copiez pas votre mot de passe dans un fichier. Exécutez la commande suivante pour exporter tous les fichiers :\n\n    %N export --all --to backup-%D.tar\n\n",
}

var japaneseParts = []string{
	"%Nのアクセスキーは金庫に保管し、メールで送信しないでください。続行する前に%Dページの説明をお読みください。",
	"注意：%Nに関する以前の規則は、バージョン%Dからは適用されません。新しい方針は以下に記載されています。管理者はすべての申請を承認する必要があります。\n\n",
	"アカウントを復旧するには、設定を開いて%Nを選び、届いたコードを入力します。このコードを誰にも教えないでください。",
	"ユーザーが%D分以内に確認しない場合、申請は削除され、何も送信されません。サイドバーのアシスタントは%Nの文書を検索します。\n\n",
	"重要：パスワードをファイルにコピーしないでください。すべてのファイルを書き出すには、次のコマンドを実行します。\n\n    %N export --all --to backup-%D.tar\n\n",
}

var arabicParts = []string{
	"احفظ مفتاح الوصول الخاص بـ %N في الخزنة ولا ترسله بالبريد أبدا. اقرأ التعليمات في الصفحة %D قبل المتابعة. ",
	"ملاحظة: تغيرت قواعد %N السابقة ابتداء من الإصدار %D؛ السياسة الجديدة موضحة أدناه. يجب على المسؤولين الموافقة على كل طلب.\n\n",
	"لاستعادة الحساب، افتح الإعدادات واختر %N ثم أدخل الرمز الذي وصلك. لا تشارك هذا الرمز مع أي شخص. ",
	"إذا لم يؤكد المستخدم خلال %D دقيقة، يحذف الطلب ولا يرسل أي شيء. يبحث المساعد في الشريط الجانبي في مستندات %N.\n\n",
	"مهم: لا تنسخ كلمة المرور إلى ملف. نفذ الأمر التالي لتصدير جميع الملفات:\n\n    %N export --all --to backup-%D.tar\n\n",
}
