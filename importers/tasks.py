"""Jobs of the import queue."""

from django.conf import settings
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from importers.uploads import pipeline

ATTEMPTS = 3


@app.task(queue="imports", retry=RetryStrategy(max_attempts=ATTEMPTS, wait=5), pass_context=True)
def import_upload(context, upload_id: str):
    """Import one upload; see `pipeline.run`. After the last attempt the upload says that it failed."""
    # A document that takes its worker down each time must not take down the next one for ever.
    if context.job.attempts > ATTEMPTS:
        return pipeline.fail(upload_id, "crash", _("이 문서를 읽다가 여러 번 멈추었습니다. 관리자에게 알려 주세요."))
    try:
        pipeline.run(upload_id)
    except Exception:
        if context.job.attempts + 1 >= ATTEMPTS:
            pipeline.fail(
                upload_id,
                "internal",
                _("가져오는 중에 문제가 생겼습니다. 다시 시도해 보시고, 계속되면 관리자에게 알려 주세요."),
            )
        raise


# croniter takes the seconds as a sixth field.
@app.periodic(cron="* * * * * */15")
@app.task(queue="imports", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int):
    """Take up the jobs of workers that have not been heard of: killed, or cut off."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.STALLED_JOB_SECONDS):
        await manager.retry_job(job)
