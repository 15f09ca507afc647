package spelling

// The dictionary here does not say what an order is. It tells writing from
// noise: whether letters that come out of a disguise are English words. Own
// lists, by what orders to a program and English prose in general need.

// orderWords are words of orders, and of what orders are about.
const orderWords = `
accept access account accounts act action actions add address addresses admin administrator admins agent agents agree ai all allow allowed
always answer answering any api append approve approved approves argument arguments article ask asking asks assist assistant assistants
attach attached attachment attack attacker audit authenticate authentication authorisation authorise authorised authority authorization
authorize authorized automatically backdoor backup balance bank bash bcc become before begin behave below bitcoin branch browse browser
button bypass call called calling calls card certificate change changes chat check clear click client code collect command commands comment
commit company compliance comply conceal config configuration configured confidential confirm confirmation content contents context
continue conversation cookie cookies copies copy correct covert covertly create credential credentials credit critical curl current customer customers
daily data database deactivate debug decode default delete deleted deletes deleting deletion deploy deposit destroy details developer
developers directive directives direction directions directly directory disable disabled discard disclose display disregard document documents
download downloaded downstream drop earlier echo edit elevate email emails embed emergency employee enable enabled encode encoded encrypt ending endpoint
enter environment erase error escalate every everyone everything evil exact exactly execute executed executing execution exfil exfiltrate exfiltration expose
export external extract factor fetch field file filename files filter filters final finally finance find first flag folder follow followed
following forbidden forget form format forward forwarded full function functions get give grant granted guardrail guardrails guideline
guidelines hack hacked hacker hacking harmful header hidden hide history home host human identity ignore ignored ignoring image immediate
immediately important import include included including inform information inject injection input insert inside install instead
instruct instructed instruction instructions internal invisible invoice invoke issue issues jailbreak jailbroken keep key keychain keys
launch leak leaked legal letter limit limitation limitations limits line lines link links list load local location lock log login logs mail
maintenance malicious malware mandatory manual master memory mention merge message messages method mode model modify money must name never new
next node note notes nothing notify notice number obey official omit only open operation operator order ordered orders original output outgoing
override overrides overrule overwrite owner page parameter parameters pass passphrase password passwords paste path pay payload payment payments pdf
permission permissions permit persona phone picture plain please poison policies policy post powershell preceding pretend prevent previous
previously print prior priority private privilege privileged privileges production profile programme program prompt prompts protocol provide public
publish pull purchase push put python query question quietly ransomware read reading receive recipient record recommend refuse refund regardless release remember
remove removed repeat replace reply report repo repositories repository request requests require required reset respond response responses restart
restrict restricted restriction restrictions result results retrieve return returned returns reveal revealed revealing reverse review reviewing reviews revoke
role roleplay root rule rules run running safe safeguard safeguards safety salary save say screenshot script search secret secretly secrets section
secure security seed select send sender sending sends sensitive sent server servers service session set setting settings share shared
sheet shell should show shows sign silent silently skip source special speak start starting state step steps stop store string submit sudo
summarise summarised summarising summarize summarizing summary supersede support suspend switch system systems table task tasks team telemetry tell terminal terminate
test text thank ticket token tokens tool tools topic transcript transfer translate translation true trust trusted trojan truth turn type uncensored under
understand unfiltered unlimited unlock unrestricted until update upload uploaded urgent url urls use used user username users using value values variable
variables vault verbatim verification verified verify version view violate virus visible visit vulnerability wallet warn warning warnings webhook website welcome
wget whenever wipe wire withdraw without word words workspace write writing written wrong`

// commonWords are the commonest words of English.
const commonWords = `
a about above after again against ago alone along already also although am among an and another anyone anything are around as at away back
bad be became because been behind being best better between big both bring but by came can cannot case come comes could day days did different do
does doing done down during each early easy either else end enough even ever few for four found friend from gave general go goes going gone good got great
had half hand hard has have having he hear hello held help her here high him himself his how however i if in into is it its itself just kind
knew know known large last late later least leave left less let life like little live long look looks lost lot made main make makes man many matter may
maybe me mean means might mine minute moment month more morning most move much my myself near need needed needs no none nor not now of off office often
oh ok okay old on once one ones or other others our out over own paper part people perhaps place plan point possible power problem quite rather reach
ready real really reason right said same saw see seem seems seen shall she since small so some someone something sometimes soon sorry still such sure
take taken takes taking than that the their them themselves then there therefore these they thing things think this those though thought three through
thus time times to today together told tomorrow too took toward tried try two unless up upon us usual usually very via wait want wanted wants was
watch way we week well went were what when where whether which while who whole whom whose why will wish with within word work works world worse worth would yes
yesterday yet you young your yours yourself
dog god won ton net ten pot top pots spot stops emit loot trap strap rats star tide maps spam peek sleep pool loop war raw tub bat tab era evil
elif span spans frag dias dees depart pets spool spools jung reed rood spool stool laid snoop snip
deer flow wolf rail meet room mood door plug pans snap slap tips spit level radar civic refer noon sees liam yam bar`

// fakeWords are in common passwords and names of test data, where digits for
// letters are no disguise. They count beside others only.
const fakeWords = `
password passwords admin administrator admins root secret secrets token user username users login default welcome master test string hack
hacked hacker`
