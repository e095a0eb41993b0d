/* SPDX-License-Identifier: MIT */
/* Sums and products that say when they do not fit. */
#include "base/checked.h"

#include "support/random.h"
#include "support/suite.h"

START_TEST(sum_that_fits_is_the_sum)
{
	uint64_t sum;

	ck_assert(checked_add64(0, 0, &sum));
	ck_assert_uint_eq(sum, 0);
	ck_assert(checked_add64(UINT64_MAX, 0, &sum));
	ck_assert_uint_eq(sum, UINT64_MAX);
	ck_assert(checked_add64(UINT64_MAX - 5, 5, &sum));
	ck_assert_uint_eq(sum, UINT64_MAX);
}
END_TEST

START_TEST(sum_beyond_64_bits_is_told)
{
	uint64_t sum;

	ck_assert(!checked_add64(UINT64_MAX, 1, &sum));
	ck_assert(!checked_add64(1, UINT64_MAX, &sum));
	ck_assert(!checked_add64(UINT64_MAX, UINT64_MAX, &sum));
	ck_assert(!checked_add64(UINT64_MAX - 5, 6, &sum));
}
END_TEST

START_TEST(product_that_fits_is_the_product)
{
	size_t product;

	ck_assert(checked_mul_size(0, SIZE_MAX, &product));
	ck_assert_uint_eq(product, 0);
	ck_assert(checked_mul_size(SIZE_MAX, 0, &product));
	ck_assert_uint_eq(product, 0);
	ck_assert(checked_mul_size(SIZE_MAX, 1, &product));
	ck_assert_uint_eq(product, SIZE_MAX);
	ck_assert(checked_mul_size(SIZE_MAX / 8, 8, &product));
	ck_assert_uint_eq(product, SIZE_MAX / 8 * 8);
}
END_TEST

START_TEST(product_beyond_the_size_is_told)
{
	size_t product;

	ck_assert(!checked_mul_size(SIZE_MAX / 8 + 1, 8, &product));
	ck_assert(!checked_mul_size(SIZE_MAX, 2, &product));
	ck_assert(!checked_mul_size(2, SIZE_MAX, &product));
	ck_assert(!checked_mul_size(SIZE_MAX, SIZE_MAX, &product));
}
END_TEST

START_TEST(products_agree_with_division)
{
	uint64_t state = 1;

	for (int i = 0; i < 100000; i++) {
		size_t a = (size_t)(random_next(&state) >>
				    random_below(&state, 64));
		size_t b = (size_t)(random_next(&state) >>
				    random_below(&state, 64));
		bool fits = b == 0 || a <= SIZE_MAX / b;
		size_t product;

		ck_assert_int_eq(checked_mul_size(a, b, &product), fits);
		if (fits)
			ck_assert_uint_eq(product, a * b);
	}
}
END_TEST

START_TEST(minimum_is_the_smaller_one)
{
	ck_assert_uint_eq(min_u64(3, UINT64_MAX), 3);
	ck_assert_uint_eq(min_u64(UINT64_MAX, 3), 3);
	ck_assert_uint_eq(min_size(SIZE_MAX, SIZE_MAX - 1), SIZE_MAX - 1);
	ck_assert_uint_eq(min_size(7, 7), 7);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("checked");

	TEST(&suite, sum_that_fits_is_the_sum);
	TEST(&suite, sum_beyond_64_bits_is_told);
	TEST(&suite, product_that_fits_is_the_product);
	TEST(&suite, product_beyond_the_size_is_told);
	TEST(&suite, products_agree_with_division);
	TEST(&suite, minimum_is_the_smaller_one);
	return suite_end(&suite);
}
