import { alike, asks, insists, type ProgramProfile, prints } from "../profile.ts";

const looks = "it asks about what an account has elsewhere";
const changes = "it changes what an account has elsewhere";
const reveals = "it prints secrets";
const enters = "it changes who the account is, or keeps its keys";

/** What is read from files of any place or from addresses, to be sent. */
const sent = /^(?:fileb?|https?):|=(?:fileb?|https?):/i;

/** Options of AWS that are not listed are named after what the service takes, and stand for nothing here. */
const awsOptions = `--profile=text --region=text --output=text --query=text --debug --no-paginate --no-cli-pager --no-sign-request
  --color=text --cli-read-timeout=text --cli-connect-timeout=text --cli-binary-format=text --page-size=text --max-items=text
  --starting-token=text --endpoint-url!=url --endpoint!=url --ca-bundle!=read --no-verify-ssl! --cli-input-json!=text --cli-input-yaml!=text
  --cli-auto-prompt! --with-decryption! --outfile!=write`;

/** Before the command of a service, every option that takes a value has to be known. */
const awsGroup = asks(["network"], looks, { options: awsOptions });
const awsLook = asks(["network"], looks, { options: `${awsOptions} --*=text`, hazard: sent });
const awsChange = insists(["network"], changes, { options: `${awsOptions} --*=text`, hazard: sent });
const awsReveal = insists(["network"], reveals, { options: `${awsOptions} --*=text` });

/** Commands of a service that only tell; those that tell secrets, or write into a file, come before. */
const awsService: ProgramProfile = {
  ...awsGroup,
  subcommands: { help: prints() },
  otherwise: [
    [
      /^get-.*(?:secret|password|parameter|token|login|credential|export|sdk|snapshot-block|object$|object-torrent|job-output|media|raw-message|thing-shadow)/,
      awsReveal,
    ],
    [
      /^(?:describe|list|get|head|batch-get|lookup|filter|search|query|scan|wait|estimate|preview|validate|simulate|detect)(?:-[a-z0-9-]+)?$/,
      awsLook,
    ],
    [/^/, awsChange],
  ],
};

const s3Options = `${awsOptions} --recursive --human-readable --summarize --dryrun --quiet --exclude=text --include=text --acl=text
  --storage-class=text --content-type=text --cache-control=text --content-encoding=text --content-disposition=text --metadata=text
  --metadata-directive=text --no-progress --only-show-errors --size-only --exact-timestamps --source-region=text --request-payer[=text]
  --expires=text --expires-in=text --sse[=text] --sse-kms-key-id=text --no-follow-symlinks --follow-symlinks --no-guess-mime-type
  --copy-props=text --expected-size=text --delete! --force!`;

const s3Copy = insists(["network", "read", "write"], "it copies to or from a bucket", {
  options: s3Options,
  operands: ["read"],
  last: "write",
});

const services =
  "ec2 ecs ecr ecr-public eks iam s3api cloudwatch cloudformation rds dynamodb lambda sns sqs route53 elbv2 elb autoscaling acm events scheduler stepfunctions apigateway apigatewayv2 ssm secretsmanager kms organizations ce cloudfront cloudtrail glue athena redshift elasticache opensearch es batch codebuild codepipeline codedeploy codecommit budgets efs fsx kinesis firehose msk kafka mq cognito-idp amplify apprunner application-autoscaling backup bedrock config guardduty inspector2 resource-groups resourcegroupstaggingapi sagemaker securityhub service-quotas servicediscovery ses sesv2 support synthetics transfer wafv2 workspaces xray account health";

const aws: ProgramProfile = asks(["network"], looks, {
  options: awsOptions,
  subcommands: {
    ...alike(services, awsService),
    sts: {
      ...awsGroup,
      subcommands: {
        ...alike("get-caller-identity get-access-key-info decode-authorization-message", awsLook),
        ...alike(
          "assume-role get-session-token get-federation-token assume-role-with-saml assume-role-with-web-identity",
          awsReveal,
        ),
      },
    },
    logs: {
      ...awsGroup,
      subcommands: { tail: awsLook, ...alike("start-query stop-query", awsLook) },
      otherwise: awsService.otherwise ?? [],
    },
    s3: {
      ...awsGroup,
      subcommands: {
        ls: asks(["network"], looks, { options: s3Options }),
        ...alike("cp mv sync", s3Copy),
        ...alike("rm rb", insists(["network", "loss"], "it removes what a bucket holds", { options: s3Options })),
        ...alike("mb website presign", insists(["network"], changes, { options: s3Options })),
      },
    },
    configure: {
      ...awsGroup,
      subcommands: { ...alike("list list-profiles", awsLook) },
      otherwise: [[/^/, insists(["environment"], enters)]],
    },
    sso: insists(["network", "environment"], enters, { options: `${awsOptions} --*=text` }),
    help: prints(),
  },
  match: [
    "aws sts get-caller-identity",
    "aws s3 ls s3://bucket/path/ --recursive --human-readable",
    "aws ec2 describe-instances --filters Name=tag:env,Values=dev --query 'Reservations[].Instances[].InstanceId' --output text",
    "aws logs tail /aws/lambda/web --follow --since 1h",
    "aws --profile dev --region eu-west-1 lambda list-functions --max-items 5",
    "aws cloudformation describe-stacks --stack-name web",
  ],
  notMatch: [
    "aws s3 cp a s3://bucket/a",
    "aws s3 sync . s3://bucket --delete",
    "aws s3 rm s3://bucket/a",
    "aws ec2 terminate-instances --instance-ids i-1",
    "aws secretsmanager get-secret-value --secret-id x",
    "aws ssm get-parameter --name /x --with-decryption",
    "aws lambda invoke --function-name x out.json",
    "aws s3api get-object --bucket b --key k /tmp/x",
    "aws --endpoint-url https://h s3 ls",
    "aws configure set a b",
    "aws ec2 describe-instances --filters file:///etc/passwd",
    "aws ecr get-login-password",
    "aws sso login",
  ],
});

const gcloudOptions = `--project=text --account=text --format=text --filter=text --limit=text --page-size=text --sort-by=text --uri -q,--quiet
  --verbosity=text --region=text --zone=text --zones=text --regions=text --location=text --global --log-http! --trace-token=text
  --user-output-enabled[=text] --billing-project=text --configuration=text --flatten=text --cluster=text --service=text --instance=text
  --platform=text --freshness=text --order=text --repository=text --access-token-file!=read --impersonate-service-account!=text
  --flags-file!=read -h`;

const gcloudLook = asks(["network"], looks, { options: gcloudOptions });
const gcloudChange = insists(["network"], changes, { options: `${gcloudOptions} --*=text` });
const gcloudGroup: ProgramProfile = {
  ...gcloudLook,
  subcommands: alike("list describe get-iam-policy", gcloudLook),
  otherwise: [[/^/, gcloudChange]],
};
const gcloudGroups = (names: string): ProgramProfile => ({
  ...gcloudLook,
  subcommands: { ...alike(names, gcloudGroup), ...alike("list describe", gcloudLook) },
  otherwise: [[/^/, gcloudChange]],
});

const gcloud: ProgramProfile = asks(["network"], looks, {
  options: gcloudOptions,
  subcommands: {
    compute: gcloudGroups(
      "instances disks images snapshots networks firewall-rules addresses zones regions machine-types instance-groups instance-templates forwarding-rules backend-services url-maps routers routes ssl-certificates target-pools health-checks",
    ),
    container: gcloudGroups("clusters node-pools images operations"),
    run: gcloudGroups("services revisions jobs regions domain-mappings"),
    sql: gcloudGroups("instances databases users backups operations tiers"),
    iam: gcloudGroups("service-accounts roles workload-identity-pools"),
    pubsub: gcloudGroups("topics subscriptions schemas snapshots"),
    artifacts: gcloudGroups("repositories packages versions tags"),
    dns: gcloudGroups("managed-zones record-sets policies"),
    scheduler: gcloudGroups("jobs locations"),
    redis: gcloudGroups("instances regions"),
    app: gcloudGroups("services versions instances regions"),
    storage: {
      ...gcloudGroups("buckets objects"),
      subcommands: { ...alike("buckets objects", gcloudGroup), ls: gcloudLook, du: gcloudLook },
    },
    logging: {
      ...gcloudGroups("logs sinks metrics buckets"),
      subcommands: { read: gcloudLook, ...alike("logs sinks metrics buckets", gcloudGroup) },
    },
    ...alike("builds functions projects organizations services", gcloudGroup),
    config: {
      ...gcloudLook,
      subcommands: {
        list: gcloudLook,
        "get-value": gcloudLook,
        get: gcloudLook,
        configurations: { ...gcloudGroup, otherwise: [[/^/, insists(["environment"], enters)]] },
      },
      otherwise: [[/^/, insists(["environment"], enters)]],
    },
    auth: {
      ...gcloudLook,
      subcommands: { list: gcloudLook },
      otherwise: [[/^/, insists(["network", "environment"], enters)]],
    },
    ...alike("info version help topic", gcloudLook),
  },
  otherwise: [[/^/, gcloudChange]],
  match: [
    "gcloud compute instances list --format=json",
    "gcloud config list",
    "gcloud run services describe web --region europe-west1",
    "gcloud logging read 'severity>=ERROR' --limit 10 --freshness=1h",
    "gcloud projects list",
    "gcloud container clusters describe dev --zone europe-west1-b",
  ],
  notMatch: [
    "gcloud compute instances delete web",
    "gcloud compute ssh web",
    "gcloud auth print-access-token",
    "gcloud run deploy web",
    "gcloud config set project x",
    "gcloud --flags-file=f compute instances list",
    "gcloud secrets versions access latest --secret=x",
    "gcloud storage cp a gs://b",
  ],
});

const azOptions = `-o,--output=text --query=text --subscription=text -g,--resource-group=text -n,--name=text --only-show-errors --verbose --debug
  --ids=text -l,--location=text --top=text --all --filter=text --account-name=text --container-name=text -d,--show-details --tag=text
  --resource=text --resource-type=text --namespace=text --slot=text --include-response=text --metric=text --interval=text --start-time=text
  --end-time=text --vault-name=text --registry=text -s,--server=text -h`;

const azLook = asks(["network"], looks, { options: azOptions, hazard: /^@/ });
const azChange = insists(["network"], changes, { options: `${azOptions} --*=text`, hazard: /^@/ });
const azGroup = (names: string = ""): ProgramProfile => ({
  ...azLook,
  subcommands: {
    ...alike("list show exists", azLook),
    ...(names === ""
      ? {}
      : alike(names, { ...azLook, subcommands: alike("list show exists", azLook), otherwise: [[/^/, azChange]] })),
  },
  otherwise: [[/^/, azChange]],
});

const az: ProgramProfile = asks(["network"], looks, {
  options: azOptions,
  subcommands: {
    account: {
      ...azGroup(),
      subcommands: alike("list show list-locations", azLook),
      otherwise: [[/^/, insists(["environment"], enters)]],
    },
    ...alike("group resource deployment tag", azGroup("group operation")),
    vm: azGroup("image extension disk"),
    ...alike("webapp functionapp staticwebapp", azGroup("deployment plan log")),
    appservice: azGroup("plan"),
    aks: azGroup("nodepool"),
    acr: azGroup("repository task"),
    storage: azGroup("account container blob share queue table"),
    network: azGroup("vnet nsg public-ip nic lb dns private-endpoint application-gateway route-table"),
    sql: azGroup("server db"),
    postgres: azGroup("server flexible-server db"),
    cosmosdb: azGroup("sql mongodb"),
    redis: azGroup(),
    containerapp: azGroup("env revision job"),
    container: azGroup(),
    monitor: azGroup("metrics activity-log alert log-analytics"),
    role: azGroup("assignment definition"),
    keyvault: {
      ...azLook,
      subcommands: { ...alike("list show", azLook) },
      otherwise: [[/^/, insists(["network"], reveals)]],
    },
    ...alike("version find help", azLook),
  },
  otherwise: [[/^/, insists(["network", "environment"], changes, { options: `${azOptions} --*=text`, hazard: /^@/ })]],
  match: [
    "az group list -o table",
    "az vm show -g web -n vm1 --query name -o tsv",
    "az account show",
    "az storage account list",
    "az aks list -o json",
  ],
  notMatch: [
    "az vm delete -g web -n vm1",
    "az login",
    "az rest --method get --url https://h",
    "az keyvault secret show --name x --vault-name y",
    "az vm run-command invoke -g a -n b --command-id c",
    "az account get-access-token",
    "az group delete -n web",
  ],
});

/** Clients of accounts with those who run machines for others. */
export const accountPrograms = (): Readonly<Record<string, ProgramProfile>> => ({ aws, gcloud, az });
