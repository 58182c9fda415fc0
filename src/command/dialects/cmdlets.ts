import { grammar } from "../options.ts";
import type { ProgramEffect } from "../profile.ts";
import { aliasOf } from "./aliases.ts";
import type { Cmdlet, PipeInput } from "./parameters.ts";

/** Parameters that every cmdlet has; those that set variables need leave. */
const common =
  "-Verbose,-vb -Debug,-db -ErrorAction,-ea=text -WarningAction,-wa=text -InformationAction,-infa=text " +
  "-ProgressAction,-proga=text -OutBuffer,-ob=text -ErrorVariable,-ev!=text -WarningVariable,-wv!=text " +
  "-InformationVariable,-iv!=text -OutVariable,-ov!=text -PipelineVariable,-pv!=text";
const careful = "-WhatIf,-wi -Confirm,-cf";
const paths = (role: "read" | "write"): string => `-Path=${role} -LiteralPath,-PSPath,-LP=${role}`;
const selecting = "-Filter=text -Include=text -Exclude=text -Force -Credential!=text";
const property = "-Property=text";

interface Shape {
  readonly at?: readonly string[];
  readonly pipe?: PipeInput;
  readonly hazard?: RegExp;
  readonly asks?: string;
}

function cmdlet(
  name: string,
  effects: readonly ProgramEffect[],
  parameters: string,
  { at = [], pipe = "unknown", hazard, asks }: Shape = {},
): Cmdlet {
  const profile = {
    effects,
    options: grammar(`${parameters} ${common}`, { words: true }),
    operands: [],
    most: 0,
    ...(hazard && { hazard }),
    ...(asks !== undefined && { asks }),
  };
  return { name, profile, positions: at, input: pipe };
}

/** The directory itself, or what is around it: nobody removes or moves that by the way. */
const whole = /^[./\\]+$/;

const looking: readonly Cmdlet[] = [
  cmdlet(
    "Get-ChildItem",
    ["read"],
    `${paths("read")} ${selecting} -Recurse,-s,-r -Depth=text -Name -Attributes=text -FollowSymlink -Directory,-ad
     -File,-af -Hidden,-ah,-h -ReadOnly,-ar -System,-as`,
    { at: ["Path", "Filter"] },
  ),
  cmdlet("Get-Item", ["read"], `${paths("read")} ${selecting} -Stream!=text`, { at: ["Path"] }),
  cmdlet(
    "Get-Content",
    ["read"],
    `${paths("read")} ${selecting} -ReadCount=text -TotalCount,-First,-Head=text -Tail,-Last=text -Delimiter=text -Wait
     -Raw -Encoding=text -AsByteStream -Stream!=text`,
    { at: ["Path"], pipe: "path" },
  ),
  cmdlet(
    "Select-String",
    ["read"],
    `-Pattern=text ${paths("read")} -InputObject=text -SimpleMatch -CaseSensitive -Quiet -List -NoEmphasis -Include=text
     -Exclude=text -NotMatch -AllMatches -Encoding=text -Context=text -Raw -Culture=text`,
    { at: ["Pattern", "Path"], pipe: "text" },
  ),
  cmdlet(
    "Test-Path",
    ["read"],
    `${paths("read")} ${selecting} -PathType,-Type=text -IsValid -OlderThan=text -NewerThan=text`,
    { at: ["Path"], pipe: "path" },
  ),
  cmdlet("Resolve-Path", ["read"], `${paths("read")} -Relative -RelativeBasePath=read -Credential!=text -Force`, {
    at: ["Path"],
    pipe: "path",
  }),
  cmdlet("Get-FileHash", ["read"], `${paths("read")} -Algorithm=text -InputStream!=text`, {
    at: ["Path", "Algorithm"],
    pipe: "path",
  }),
  cmdlet("Import-Csv", ["read"], `${paths("read")} -Delimiter=text -UseCulture -Header=text -Encoding=text`, {
    at: ["Path", "Delimiter"],
    pipe: "path",
  }),
  cmdlet("Get-Location", [], "-PSProvider=text -PSDrive=text -Stack -StackName=text"),
  cmdlet(
    "Get-Date",
    [],
    `-Date,-LastWriteTime=text -Year=text -Month=text -Day=text -Hour=text -Minute=text -Second=text
     -Millisecond=text -DisplayHint=text -Format=text -UFormat=text -AsUTC -UnixTimeSeconds=text`,
    { at: ["Date"] },
  ),
  cmdlet(
    "Get-Process",
    [],
    `-Name,-ProcessName=text -Id,-PID=text -ComputerName!=text -Module -FileVersionInfo,-FV -IncludeUserName
     -InputObject!=text`,
    { at: ["Name"] },
  ),
  cmdlet(
    "Get-Command",
    [],
    `-Name=text -Verb=text -Noun=text -Module=text -CommandType,-Type=text -TotalCount=text -Syntax -All
     -ListImported -ArgumentList!=text -FullyQualifiedModule!=text -ParameterName=text -ParameterType=text
     -UseFuzzyMatching -UseAbbreviationExpansion -ShowCommandInfo`,
    { at: ["Name"] },
  ),
  cmdlet("Get-Alias", [], "-Name=text -Exclude=text -Scope=text -Definition=text", { at: ["Name"] }),
  cmdlet("Get-Host", [], ""),
  cmdlet(
    "Get-Help",
    [],
    `-Name=text -Category=text -Component=text -Functionality=text -Role=text -Detailed -Full -Examples
     -Parameter=text -Online! -ShowWindow! -Path!=text`,
    { at: ["Name"], hazard: /[\\/:]/ },
  ),
  cmdlet(
    "Split-Path",
    [],
    `-Path=text -LiteralPath,-PSPath,-LP=text -Parent -Leaf -LeafBase -Extension -Qualifier -NoQualifier -IsAbsolute
     -Resolve! -Credential!=text`,
    { at: ["Path"], pipe: "objects" },
  ),
  cmdlet("Join-Path", [], "-Path,-PSPath=text -ChildPath=text -AdditionalChildPath=text -Resolve! -Credential!=text", {
    at: ["Path", "ChildPath", "AdditionalChildPath..."],
    pipe: "objects",
  }),
];

const shaping: readonly Cmdlet[] = [
  cmdlet("Write-Output", [], "-InputObject=text -NoEnumerate", { at: ["InputObject..."], pipe: "objects" }),
  cmdlet(
    "Write-Host",
    [],
    "-Object,-Msg,-Message=text -NoNewline -Separator=text -ForegroundColor=text -BackgroundColor=text",
    { at: ["Object..."], pipe: "objects" },
  ),
  cmdlet(
    "Measure-Object",
    [],
    `${property} -InputObject=text -Sum -Average -Maximum -Minimum -StandardDeviation -AllStats -Line -Word
     -Character -IgnoreWhiteSpace`,
    { at: ["Property"], pipe: "objects" },
  ),
  cmdlet(
    "Sort-Object",
    [],
    `${property} -InputObject=text -Descending -Ascending -Unique -Culture=text -CaseSensitive -Stable -Top=text
     -Bottom=text`,
    { at: ["Property..."], pipe: "objects" },
  ),
  cmdlet(
    "Select-Object",
    [],
    `${property} -InputObject=text -ExcludeProperty=text -ExpandProperty=text -Unique -CaseInsensitive -Last=text
     -First=text -Skip=text -SkipLast=text -SkipIndex=text -Index=text -Wait`,
    { at: ["Property"], pipe: "objects" },
  ),
  cmdlet(
    "Where-Object",
    [],
    `${property} -Value=text -InputObject=text -EQ,-IEQ -CEQ -NE,-INE -CNE -GT,-IGT -CGT -LT,-ILT -CLT -GE,-IGE -CGE -LE,-ILE
     -CLE -Like,-ILike -CLike -NotLike,-INotLike -CNotLike -Match,-IMatch -CMatch -NotMatch,-INotMatch -CNotMatch
     -Contains,-IContains -CContains -NotContains,-INotContains -CNotContains -In,-IIn -CIn -NotIn,-INotIn -CNotIn -Is
     -IsNot -Not`,
    { at: ["Property", "Value"], pipe: "objects" },
  ),
  cmdlet(
    "Group-Object",
    [],
    `${property} -InputObject=text -NoElement -AsHashTable,-AHT -AsString -Culture=text -CaseSensitive`,
    { at: ["Property"], pipe: "objects" },
  ),
  cmdlet("Get-Unique", [], "-InputObject=text -AsString -OnType -CaseInsensitive", { pipe: "objects" }),
  cmdlet("Get-Member", [], "-InputObject=text -Name=text -MemberType,-Type=text -View=text -Static -Force", {
    at: ["Name"],
    pipe: "objects",
  }),
  cmdlet(
    "Format-Table",
    [],
    `${property} -AutoSize -RepeatHeader -HideTableHeaders -Wrap -GroupBy=text -View=text -ShowError -DisplayError
     -Force -Expand=text -InputObject=text`,
    { at: ["Property..."], pipe: "objects" },
  ),
  cmdlet(
    "Format-List",
    [],
    `${property} -GroupBy=text -View=text -ShowError -DisplayError -Force -Expand=text -InputObject=text`,
    { at: ["Property..."], pipe: "objects" },
  ),
  cmdlet(
    "Format-Wide",
    [],
    `${property} -AutoSize -Column=text -GroupBy=text -View=text -ShowError -DisplayError -Force -Expand=text
     -InputObject=text`,
    { at: ["Property"], pipe: "objects" },
  ),
  cmdlet("Out-String", [], "-Stream -Width=text -NoNewline -InputObject=text", { pipe: "objects" }),
  cmdlet("Out-Host", [], "-Paging -InputObject=text", { pipe: "objects" }),
  cmdlet("Out-Null", [], "-InputObject=text", { pipe: "objects" }),
  cmdlet(
    "ConvertTo-Json",
    [],
    "-InputObject=text -Depth=text -Compress -EnumsAsStrings -AsArray -EscapeHandling=text",
    { pipe: "objects" },
  ),
  cmdlet("ConvertFrom-Json", [], "-InputObject=text -AsHashtable -Depth=text -NoEnumerate -DateKind=text", {
    pipe: "objects",
  }),
  cmdlet(
    "ConvertTo-Csv",
    [],
    `-InputObject=text -Delimiter=text -UseCulture -IncludeTypeInformation -NoTypeInformation,-NTI -QuoteFields=text
     -UseQuotes=text -NoHeader`,
    {
      pipe: "objects",
    },
  ),
  cmdlet("ConvertFrom-Csv", [], "-InputObject=text -Delimiter=text -UseCulture -Header=text", { pipe: "objects" }),
  cmdlet("Start-Sleep", [], "-Seconds=text -Milliseconds,-ms=text -Duration=text", { at: ["Seconds"] }),
  cmdlet("Clear-Host", [], ""),
];

const changing: readonly Cmdlet[] = [
  cmdlet("Remove-Item", ["write"], `${paths("write")} ${selecting} ${careful} -Recurse -Stream!=text`, {
    at: ["Path"],
    hazard: whole,
  }),
  cmdlet(
    "Copy-Item",
    ["read", "write"],
    `${paths("read")} -Destination=write -Container -Recurse -PassThru ${selecting} ${careful} -FromSession!=text
     -ToSession!=text`,
    { at: ["Path", "Destination"] },
  ),
  cmdlet("Move-Item", ["read", "write"], `${paths("write")} -Destination=write -PassThru ${selecting} ${careful}`, {
    at: ["Path", "Destination"],
  }),
  cmdlet(
    "Rename-Item",
    ["read", "write"],
    `${paths("write")} -NewName=write -PassThru -Force -Credential!=text ${careful}`,
    { at: ["Path", "NewName"], hazard: whole },
  ),
  // A name is joined to the path, and a link or a junction reaches elsewhere: those two are asked about.
  cmdlet(
    "New-Item",
    ["write"],
    `-Path=write -ItemType,-Type=text -Name!=text -Value,-Target=text -Force -Credential!=text ${careful}`,
    { at: ["Path"], hazard: /^(?:symboliclink|junction|hardlink)$/i },
  ),
  cmdlet("mkdir", ["write"], `-Path=write -Name!=text -Value!=text -Force -Credential!=text ${careful}`, {
    at: ["Path"],
  }),
  cmdlet(
    "Set-Content",
    ["write"],
    `${paths("write")} -Value=text -PassThru ${selecting} ${careful} -NoNewline -Encoding=text -AsByteStream
     -Stream!=text`,
    { at: ["Path", "Value"], pipe: "path" },
  ),
  cmdlet(
    "Add-Content",
    ["write"],
    `${paths("write")} -Value=text -PassThru ${selecting} ${careful} -NoNewline -Encoding=text -AsByteStream
     -Stream!=text`,
    { at: ["Path", "Value"], pipe: "path" },
  ),
  cmdlet(
    "Out-File",
    ["write"],
    `-FilePath,-Path=write -LiteralPath,-PSPath,-LP=write -Encoding=text -Append -Force -NoClobber,-NoOverwrite
     -Width=text -NoNewline -InputObject=text ${careful}`,
    { at: ["FilePath", "Encoding"], pipe: "path" },
  ),
  cmdlet(
    "Tee-Object",
    ["write"],
    "-FilePath,-Path=write -LiteralPath,-PSPath,-LP=write -Variable!=text -Append -Encoding=text -InputObject=text",
    { at: ["FilePath"], pipe: "path" },
  ),
  cmdlet(
    "Export-Csv",
    ["write"],
    `${paths("write")} -Force -NoClobber,-NoOverwrite -Encoding=text -Append -Delimiter=text -UseCulture
     -IncludeTypeInformation -NoTypeInformation,-NTI -QuoteFields=text -UseQuotes=text -NoHeader -InputObject=text
     ${careful}`,
    { at: ["Path", "Delimiter"], pipe: "path" },
  ),
  cmdlet("Clear-Content", ["write", "loss"], `${paths("write")} ${selecting} ${careful} -Stream!=text`, {
    at: ["Path"],
    asks: "it empties files",
  }),
  cmdlet(
    "Compress-Archive",
    ["read", "write"],
    `-Path=read -LiteralPath,-PSPath,-LP=read -DestinationPath=write -CompressionLevel=text -Update -Force -PassThru
     ${careful}`,
    { at: ["Path", "DestinationPath"] },
  ),
  cmdlet(
    "Expand-Archive",
    ["read", "write"],
    `-Path=read -LiteralPath,-PSPath,-LP=read -DestinationPath=write -Force -PassThru ${careful}`,
    { at: ["Path", "DestinationPath"], asks: "it unpacks over existing files" },
  ),
];

const web =
  "-Uri=url -Method=text -CustomMethod,-CM=text -Body=text -ContentType=text -UserAgent=text -TimeoutSec,-ConnectionTimeoutSeconds=text " +
  "-UseBasicParsing,-UB -MaximumRedirection=text -MaximumRetryCount=text -RetryIntervalSec=text -DisableKeepAlive -OutFile=write " +
  "-InFile=read -PassThru -Resume -HttpVersion=text -SslProtocol=text -Headers!=text -SessionVariable,-SV!=text -WebSession!=text " +
  "-Credential!=text -UseDefaultCredentials! -Certificate!=text -CertificateThumbprint!=text -SkipCertificateCheck! -Proxy!=url " +
  "-ProxyCredential!=text -ProxyUseDefaultCredentials! -Token!=text -Authentication!=text -AllowUnencryptedAuthentication!";

const reaching: readonly Cmdlet[] = [
  cmdlet("Invoke-WebRequest", ["network"], web, { at: ["Uri"], asks: "it talks to other machines" }),
  cmdlet(
    "Invoke-RestMethod",
    ["network"],
    `${web} -FollowRelLink,-FL -MaximumFollowRelLink,-ML=text -ResponseHeadersVariable!=text
     -StatusCodeVariable!=text`,
    { at: ["Uri"], asks: "it talks to other machines" },
  ),
  cmdlet("Stop-Process", ["loss"], `-Id=text -Name,-ProcessName=text -Force -PassThru -InputObject!=text ${careful}`, {
    at: ["Id"],
    asks: "it ends other processes",
  }),
];

const known: ReadonlyMap<string, Cmdlet> = new Map(
  [...looking, ...shaping, ...changing, ...reaching].map((each) => [each.name.toLowerCase(), each]),
);

/** A cmdlet by its name, or by an alias that PowerShell comes with; case is of no account. */
export function cmdletOf(name: string): Cmdlet | undefined {
  return known.get((aliasOf(name) ?? name).toLowerCase());
}
