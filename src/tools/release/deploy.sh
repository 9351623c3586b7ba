#!/usr/bin/env bash
# Deploys Countersign without CDK: bash deploy.sh <bucket in the region of the stack> Email1=you@example.com SlackChannel=C0123456789
set -euo pipefail
cd "$(dirname "$0")"
bucket=${1:?the name of a bucket is missing}
shift
stack=${STACK_NAME:-Countersign}
aws s3 cp . "s3://$bucket/countersign/" --recursive --exclude '*' --include '*.zip'
aws cloudformation deploy --stack-name "$stack" --template-file countersign.template.json --s3-bucket "$bucket" --s3-prefix countersign \
  --no-fail-on-empty-changeset --capabilities CAPABILITY_IAM --parameter-overrides "AssetsBucket=$bucket" "$@"
AWS_PAGER='' aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' --output text
