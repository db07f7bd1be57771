"""Steps that CI systems themselves bring and that run nothing of a repository: they set up, keep and tell.

What publishes to a registry or a store, or judges results, is not among them.
"""

from collections.abc import Mapping

from checker.word_lists import wordset

AS_OF = "2026-11-30"
"""When the lists were last compared with the systems' own."""
HARMLESS: Mapping[str, frozenset[str]] = {
    "appveyor": wordset("appveyor/build"),
    "azure-pipelines": wordset("""
        archivefiles microbuildsigningplugin microbuildcleanup azurefilecopy azurekeyvault
        azuresubscriptiondeployment cache cachebeta commandlineinstaller condaenvironment copyfiles
        copyfilesoverssh createreleasenotes decryptfile delay deletefiles dotnetcoreinstaller
        downloadbuildartifacts downloadfileshareartifacts downloadgithubrelease downloadpackage
        downloadpipelineartifact downloadsecurefile extractfiles ftpupload githubcomment gotool
        helminstaller installapplecertificate installappleprovisioningprofile installsshkey
        invokerestapi javatoolinstaller jdktoolinstaller kubectlinstaller manualvalidation
        npmauthenticate nodetool nugetauthenticate nugettoolinstaller pipauthenticate
        publishbuildartifacts publishcodecoverageresults publishpipelineartifact publishsymbols
        publishtestresults rubyinstaller terraforminstaller twineauthenticate
        updateservicefabricmanifests usedotnet usenode usepythonversion userubyversion mavenauthenticate
        cargoauthenticate visualstudiotestplatforminstaller publishtoazureservicebus
    """),
    "circleci": wordset("""
        circleci/aws-cli/setup circleci/aws-ecr/ecr-login circleci/browser-tools/install-browser-tools
        circleci/browser-tools/install-chrome circleci/browser-tools/install-chromedriver
        circleci/browser-tools/install-firefox circleci/docker/check
        circleci/docker/install-docker-tools circleci/gcp-cli/install circleci/gcp-cli/setup
        circleci/go/install circleci/go/load-cache circleci/go/mod-download
        circleci/go/mod-download-cached circleci/go/save-cache circleci/jq/install
        circleci/macos/preboot-simulator circleci/node/install circleci/node/install-packages
        circleci/node/install-yarn circleci/python/install-packages circleci/ruby/install
        circleci/ruby/install-deps circleci/rust/install circleci/slack/notify circleci/slack/on-hold
        codecov/codecov/upload coveralls/coveralls/upload circleci/win/install gradle/save_cache
        circleci/android/accept-licenses circleci/android/create-avd circleci/android/start-emulator
        circleci/github-cli/install circleci/github-cli/setup circleci/kubernetes/install-kubectl
    """),
    "jenkins": wordset("""
        archiveartifacts stash unstash cleanws deletedir mail emailext slacksend echo error sleep
        checkout git writefile readfile readjson readyaml writejson writeyaml fileexists publishhtml
        milestone setgithubpullrequeststatus pwd isunix fingerprint archive findfiles unzip zip tar
        untar touch hipchatsend discordsend office365connectorsend githubnotify gitlabcommitstatus
        updategitlabcommitstatus builddiscarder disableconcurrentbuilds input println libraryresource
        setbuildstatus addbadge addshorttext readmavenpom readproperties writemavenpom tool nodejs
        withdockerregistry withdockercontainer withmaven withgradle withsonarqubeenv configfileprovider
        withvault withaws dockernode scmskip cron pollscm string booleanparam choice password
        credentials usernamepassword file logrotator skipdefaultcheckout preservestashes quietperiod
        overrideindextriggers
    """),
    "bitrise": wordset("""
        activate-ssh-key activate-build-cache-for-gradle avd-manager cache-pull cache-push
        certificate-and-profile-installer certificates-and-profile-installer cocoapods-install
        deploy-to-bitrise-io flutter-installer generate-changelog git-clone git-tag
        install-missing-android-tools ios-auto-provision manage-ios-code-signing restore-cache
        restore-cocoapods-cache restore-gradle-cache restore-npm-cache restore-spm-cache save-cache
        save-cocoapods-cache save-gradle-cache save-npm-cache save-spm-cache set-java-version
        set-xcode-build-number change-android-versioncode-and-versionname slack
        wait-for-android-emulator pull-intermediate-files github-status export-test-reports
    """),
    "buildkite": wordset("""
        artifacts cache ecr gcp-workload-identity-federation aws-assume-role-with-web-identity
        junit-annotate test-collector annotate-test-results vault-secrets aws-ssm aws-sm s3-secrets
        metadata github-commit-status golang-cache node-modules-cache file-watcher
    """),
    "bitbucket": wordset("""
        atlassian/bitbucket-upload-file atlassian/slack-notify atlassian/email-notify
        atlassian/opsgenie-send-alert atlassian/pagerduty-alert atlassian/git-secrets-scan-setup
        atlassian/trigger-pipeline
    """),
    "drone": wordset("plugins/slack drillster/drone-volume-cache meltwater/drone-cache plugins/download"),
    "woodpecker": wordset("plugins/slack woodpeckerci/plugin-git meltwater/drone-cache"),
    "travis": wordset("deploy/pages deploy/s3 deploy/heroku deploy/gcs deploy/surge deploy/firebase"),
    "tekton": wordset("git-clone"),
    "bamboo": wordset("checkout artifact-download clean inject-variables test-parser"),
    "evergreen": wordset("""
        git.get_project expansions.update expansions.write attach.results attach.xunit_results
        attach.artifacts s3.get s3.put archive.targz_pack archive.targz_extract manifest.load
        timeout.update gotest.parse_files ec2.assume_role downstream_expansions.set host.create
        host.list
    """),
    "harness": wordset("""
        gitclone restorecachegcs restorecaches3 savecachegcs savecaches3 artifactoryupload gcsupload
        s3upload background harnessapproval jiraapproval
    """),
}
