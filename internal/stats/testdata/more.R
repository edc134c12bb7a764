# Reference values beside those of reference.json, worked out with R 4.2.2 and
# MASS 7.3-58.2: Rscript more.R > more.json
suppressMessages(library(MASS))
num <- function(x) ifelse(is.na(x), "null", ifelse(is.infinite(x), ifelse(x > 0, '"Inf"', '"-Inf"'), sprintf("%.17g", x)))
json <- function(x) {
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, function(r) json(unname(r))), collapse = ", "), "]"))
  if (is.list(x)) {
    inner <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(inner, collapse = ",\n "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', inner, collapse = ",\n "), "}"))
  }
  if (is.logical(x)) return(ifelse(x, "true", "false"))
  if (is.character(x)) return(paste0('"', x, '"'))
  if (!is.null(names(x))) return(paste0("{", paste0('"', names(x), '": ', num(x), collapse = ", "), "}"))
  if (length(x) == 1) return(num(x))
  paste0("[", paste(num(x), collapse = ", "), "]")
}

wilson <- lapply(list(c(0, 10), c(1, 10), c(5, 10), c(10, 10), c(17, 23), c(62, 100), c(498, 1003)), function(v) {
  t <- suppressWarnings(prop.test(v[1], v[2], correct = TRUE))
  list(x = v[1], n = v[2], conf = 0.95, continuity = TRUE, estimate = v[1] / v[2], lower = t$conf.int[1], upper = t$conf.int[2])
})
clopper <- lapply(list(c(1, 10), c(10, 10), c(3, 7), c(62, 100), c(498, 1003)), function(v) {
  t <- binom.test(v[1], v[2]); list(x = v[1], n = v[2], lower = t$conf.int[1], upper = t$conf.int[2])
})
mcnemar <- lapply(list(c(20, 9, 3, 30), c(5, 12, 12, 6), c(40, 0, 6, 11)), function(v) {
  m <- matrix(c(v[1], v[3], v[2], v[4]), 2, byrow = TRUE)
  a <- mcnemar.test(m, correct = FALSE); b <- mcnemar.test(m)
  list(table = list(yes_yes = v[1], no_then_yes = v[2], yes_then_no = v[3], no_no = v[4]),
    chisq = unname(a$statistic), p = a$p.value, chisq_cc = unname(b$statistic), p_cc = b$p.value,
    p_exact = binom.test(v[2], v[2] + v[3])$p.value)
})
rates <- lapply(list(c(11, 800, 15, 1083), c(498, 24, 203, 24), c(0, 12, 6, 12), c(3, 40, 0, 55), c(218, 24, 815, 24)), function(v) {
  t <- poisson.test(c(v[1], v[3]), c(v[2], v[4])); r <- (v[1] / v[2]) / (v[3] / v[4]); se <- sqrt(1 / v[1] + 1 / v[3])
  z <- qnorm(0.975)
  list(events_post = v[1], time_post = v[2], events_pre = v[3], time_pre = v[4], rate_ratio = r,
    exact_lower = t$conf.int[1], exact_upper = t$conf.int[2], exact_p = t$p.value, wald_log_se = se,
    wald_lower = r * exp(-z * se), wald_upper = r * exp(z * se))
})
tables <- lapply(list(c(3, 20, 11, 22), c(15, 16, 2, 19), c(7, 7, 3, 9), c(0, 8, 4, 9), c(160, 400, 120, 380)), function(v) {
  a <- v[1]; b <- v[2] - v[1]; c <- v[3]; d <- v[4] - v[3]
  m <- matrix(c(a, b, c, d), 2, byrow = TRUE); f <- fisher.test(m); x <- suppressWarnings(chisq.test(m, correct = FALSE))
  list(a = v[1], n1 = v[2], c = v[3], n0 = v[4], odds_ratio = a * d / (b * c), risk_ratio = (a / v[2]) / (c / v[4]),
    risk_difference = a / v[2] - c / v[4], chisq = unname(x$statistic), p_chisq = x$p.value,
    p_fisher = f$p.value, fisher_cond_or = unname(f$estimate))
})
pair <- function(pre, post) {
  d <- post - pre
  w <- function(correct) suppressWarnings(wilcox.test(post, pre, paired = TRUE, exact = FALSE, correct = correct))
  e <- suppressWarnings(wilcox.test(post, pre, paired = TRUE))
  list(pre = pre, post = post, wilcoxon_V = unname(w(TRUE)$statistic), wilcoxon_p_corrected = w(TRUE)$p.value,
    wilcoxon_p_uncorrected = w(FALSE)$p.value, usual_p = e$p.value)
}
set.seed(5)
paired <- list(pair(c(5.1, 4.4, 6.3, 7.2, 5.9, 8.8), c(4.2, 4.6, 5.1, 5.7, 5.2, 8.3)), pair(rpois(60, 6), rpois(60, 5)),
  pair(round(rnorm(30, 17, 4), 3), round(rnorm(30, 20, 4), 3)))

n <- 59; time <- 1:n; post <- as.numeric(time > 36); since <- pmax(0, time - 36)
population <- round(364000 + 500 * time + 900 * sin(time))
count <- rnbinom(n, mu = population * exp(-6.2 + 0.005 * time - 0.12 * post), size = 120)
glmout <- function(f, extra = list()) {
  s <- summary(f)$coefficients
  c(list(coefficients = s[, 1], se = s[, 2], deviance = f$deviance, df_residual = f$df.residual), extra)
}
its <- function() {
  f <- glm(count ~ time + post + offset(log(population)), family = poisson())
  q <- summary(glm(count ~ time + post + offset(log(population)), family = quasipoisson()))
  level <- list(time = time, count = count, post = post, population = population)
  b <- coef(f)[["post"]]; se <- summary(f)$coefficients["post", 2]; qse <- q$coefficients["post", 2]; z <- qnorm(0.975)
  slope <- glm(count ~ time + post + since + offset(log(population)), family = poisson())
  list(data = level, level = glmout(f, list(aic = AIC(f), dispersion = q$dispersion, quasi_se = q$coefficients[, 2], p = summary(f)$coefficients[, 4],
    quasi_p = q$coefficients[, 4], rate_ratio = exp(b), rr_lower = exp(b - z * se), rr_upper = exp(b + z * se),
    quasi_lower = exp(b - z * qse), quasi_upper = exp(b + z * qse))), slope = glmout(slope))
}
negbin <- function(y, x, time) {
  d <- data.frame(y = y, x = x, time = time)
  f <- glm.nb(y ~ x + offset(log(time)), data = d)
  X <- model.matrix(f); mu <- fitted(f); bread <- vcov(f); who <- rep(1:(length(y) / 2), 2)
  scores <- rowsum(X * (y - mu) / (1 + mu / f$theta), who); g <- nrow(scores)
  robust <- sqrt(diag(bread %*% crossprod(scores) %*% bread) * g / (g - 1))
  list(data = list(y = y, x = x, time = time), fit = glmout(f, list(theta = f$theta, se_theta = f$SE.theta, twologlik = f$twologlik, clustered_se = robust, aic = f$aic)))
}
x <- rep(0:1, each = 70); exposure <- round(runif(140, 0.4, 2), 2)
nb <- list(negbin(rnbinom(140, mu = exp(1.2 - 0.5 * x) * exposure, size = 1.7), x, exposure),
  negbin(rnbinom(140, mu = exp(2.4 - 0.3 * x) * exposure, size = 0.6), x, exposure))
segmented <- function() {
  y <- round(50 + 0.4 * time - 6 * post - 0.3 * since + as.numeric(arima.sim(list(ar = 0.4), n, sd = 2)), 2)
  f <- lm(y ~ time + post + since); s <- summary(f); e <- residuals(f)
  list(data = list(time = time, post = post, since = since, y = y), coefficients = coef(f), se = s$coefficients[, 2], t = s$coefficients[, 3],
    p = s$coefficients[, 4], sigma = s$sigma, r_squared = s$r.squared, durbin_watson = sum(diff(e)^2) / sum(e^2))
}
kappa <- lapply(list(matrix(c(22, 4, 1, 5, 30, 6, 0, 3, 29), 3, byrow = TRUE), matrix(c(11, 3, 1, 0, 1, 8, 1, 0, 0, 2, 10, 2, 0, 0, 1, 10), 4, byrow = TRUE)), function(m) {
  k <- nrow(m); p <- m / sum(m); e <- outer(rowSums(p), colSums(p)); d <- abs(row(m) - col(m)) / (k - 1)
  kp <- function(w) (sum(w * p) - sum(w * e)) / (1 - sum(w * e))
  list(table = m, kappa = kp(1 * (d == 0)), weighted_linear = kp(1 - d), weighted_quadratic = kp(1 - d^2))
})
items <- { a <- rnorm(40); m <- sapply(1:7, function(i) pmin(5, pmax(1, round(3 + a + rnorm(40))))); unname(m) }
alpha <- list(items = items, alpha = ncol(items) / (ncol(items) - 1) * (1 - sum(apply(items, 2, var)) / var(rowSums(items))))

cat(json(list(made = R.version.string, wilson = wilson, clopper_pearson = clopper, mcnemar = mcnemar, poisson_rate_ratio = rates, two_by_two = tables,
  paired = paired, interrupted_time_series = its(), negative_binomial = nb, segmented_ols = segmented(), kappa = kappa, cronbach_alpha = alpha)), "\n")
