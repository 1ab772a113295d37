#include <stdio.h>

/* 统计行数 */
int main(int argc, char **argv)
{
    printf("%d\n", argc);
    return argv == 0;
}
